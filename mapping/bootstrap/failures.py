"""What can go wrong while setting up, each as one sentence that says what to do."""

import errno
import platform
import re
import sys
from pathlib import Path

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _


class SetupError(CartoquartierError):
    """The environment cannot be made; ``str(error)`` is the sentence to show."""


class NoNetworkError(SetupError):
    """What has to be downloaded cannot be reached; nothing was changed."""


_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}

# pip has no exit code per cause: these are the words of pip, urllib3 and the operating systems.
_SPACE_WORDS = re.compile(r"No space left on device|There is not enough space on the disk|Disk quota exceeded", re.I)
_CERTIFICATE_WORDS = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError", re.I)
_NETWORK_WORDS = re.compile(
    r"NewConnectionError|Failed to establish a new connection|ConnectTimeoutError|ReadTimeoutError|Read timed out"
    r"|Name or service not known|nodename nor servname|getaddrinfo failed|Temporary failure in name resolution"
    r"|Network is unreachable|Connection refused|ProxyError|Cannot connect to proxy|Max retries exceeded"
    r"|RemoteDisconnected|Connection aborted|Connection broken|IncompleteRead|ProtocolError",
    re.I,
)
_RIGHTS_WORDS = re.compile(r"Permission denied|Read-only file system|WinError 5\b", re.I)
_MISSING_WORDS = re.compile(r"No matching distribution found for ([^\s;]+)")


def explain_pip(output: str, *, log: Path) -> SetupError:
    """Return the sentence for a failed installation, from what pip printed.

    Parameters
    ----------
    output
        Everything that pip printed.
    log
        Where a person finds it.

    Examples
    --------
    >>> print(explain_pip("ERROR: [Errno 28] No space left on device", log=Path("pip.log")))
    Le disque est plein : libérez de la place puis relancez la même commande.
    """
    if _SPACE_WORDS.search(output):
        return disk_full()
    if _CERTIFICATE_WORDS.search(output):
        return NoNetworkError(
            _(
                "Le serveur de téléchargement n'a pas pu être identifié (certificat refusé) : vérifiez la date de "
                "l'ordinateur, ou demandez à votre service informatique le réglage de pip pour votre réseau."
            )
        )
    # A refused connection also ends in "No matching distribution": the network is asked about first.
    if _NETWORK_WORDS.search(output):
        return NoNetworkError(
            _(
                "Pas d'accès à internet : la première installation en a besoin, les suivantes non. Connectez-vous "
                "puis relancez la même commande."
            )
        )
    if missing := _MISSING_WORDS.search(output):
        return SetupError(
            _(
                "Le paquet {package} n'existe pas tout prêt pour {machine} : essayez avec un Python 3.11, 3.12 ou "
                "3.13 en 64 bits, depuis https://www.python.org/downloads/."
            ).format(package=missing[1], machine=_this_machine())
        )
    if _RIGHTS_WORDS.search(output):
        return SetupError(
            _("Un fichier n'a pas pu être écrit (droits refusés, ou application déjà ouverte) : voyez {log}.").format(
                log=log
            )
        )
    return SetupError(_("L'installation a échoué ; ce que pip a répondu est dans {log}.").format(log=log))


def explain_os(error: OSError, *, path: Path) -> SetupError:
    """Return the sentence for a file or folder that the system refuses.

    Parameters
    ----------
    error
        What the system answered.
    path
        Where the environment is to be, when ``error`` does not name a place.
    """
    place = error.filename or path
    if error.errno in _NO_SPACE:
        return disk_full()
    if error.errno in _READ_ONLY:
        return SetupError(
            _(
                "« {place} » ne peut pas être écrit : copiez le projet dans un dossier à vous, ou donnez un autre "
                "emplacement dans la variable CARTOQUARTIER_ENV."
            ).format(place=place)
        )
    return SetupError(
        _("« {place} » ne peut pas être utilisé ({reason}) : vérifiez la variable CARTOQUARTIER_ENV.").format(
            place=place, reason=error.strerror or error
        )
    )


def disk_full() -> SetupError:
    """Return the sentence for a full disk."""
    return SetupError(_("Le disque est plein : libérez de la place puis relancez la même commande."))


def no_venv() -> SetupError:
    """Return the sentence for a Python that cannot make environments, as Debian's is without one more package."""
    if sys.platform.startswith("linux"):
        return SetupError(
            _(
                "Il manque à Python le module venv : installez-le (Debian, Ubuntu : « sudo apt install python3-venv ») "
                "puis relancez la même commande."
            )
        )
    return SetupError(
        _(
            "Il manque à Python les modules venv et pip : réinstallez Python depuis https://www.python.org/downloads/ "
            "avec ses options par défaut, puis relancez la même commande."
        )
    )


def _this_machine() -> str:
    bits = 64 if sys.maxsize > 2**32 else 32
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"Python {version} ({platform.system()} {platform.machine()}, {bits} bits)"
