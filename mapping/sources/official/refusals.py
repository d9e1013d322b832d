"""What is said when a source does not answer, or not in the form it documents: one sentence, and what to do."""

from urllib.parse import urlsplit

from mapping.domain.errors import FetchError
from mapping.i18n import _
from mapping.sources.official.addresses import source_name


def unreachable(url: str, *, reason: str) -> FetchError:
    """Return the refusal of a source that nobody answers for."""
    return FetchError(
        _(
            "{source} : pas de réponse ({reason}). Vérifiez la connexion, puis recommencez ; "
            "ce qui est déjà téléchargé est gardé."
        ).format(source=source_name(url), reason=reason)
    )


def interrupted(url: str) -> FetchError:
    """Return the refusal of an answer that is cut in the middle each time."""
    return FetchError(
        _("{source} : la réponse s'arrête en route. Recommencez ; un téléchargement reprend où il en était.").format(
            source=source_name(url)
        )
    )


def refused(url: str, *, status: int) -> FetchError:
    """Return the refusal that an HTTP status says."""
    where = f"{urlsplit(url).hostname}{urlsplit(url).path}"
    if status == 429:
        text = _("{source} : trop de demandes à la fois (429). Attendez quelques minutes, puis recommencez.")
    elif status in (404, 410):
        text = _(
            "{source} : rien à cette adresse ({status}, {where}). La source a peut-être déménagé : "
            "donnez une autre adresse avec --from, ou importez le fichier."
        )
    elif status >= 500:
        text = _("{source} : en panne ({status}). Recommencez plus tard ; le reste n'en dépend pas.")
    else:
        text = _("{source} : demande refusée ({status}, {where}). Donnez une autre adresse, ou importez le fichier.")
    return FetchError(text.format(source=source_name(url), status=status, where=where))


def come_back_later(url: str, *, seconds: float) -> FetchError:
    """Return the refusal of a source that asks for a longer pause than anybody would wait."""
    return FetchError(
        _("{source} : demande d'attendre {minutes} min. Recommencez après.").format(
            source=source_name(url), minutes=max(1, round(seconds / 60))
        )
    )


def web_page(url: str) -> FetchError:
    """Return the refusal of a web page where data were expected."""
    return FetchError(
        _(
            "{source} : une page web au lieu des données attendues. C'est souvent le portail d'accès au wifi, "
            "ou une panne : ouvrez un navigateur pour vérifier, puis recommencez."
        ).format(source=source_name(url))
    )


def not_json(url: str) -> FetchError:
    """Return the refusal of an answer that cannot be read as JSON."""
    return FetchError(
        _("{source} : la réponse n'est pas du JSON lisible. Recommencez plus tard.").format(source=source_name(url))
    )


def empty(url: str) -> FetchError:
    """Return the refusal of an empty answer."""
    return FetchError(_("{source} : la réponse est vide. Recommencez plus tard.").format(source=source_name(url)))


def too_big(url: str, *, limit_mb: int) -> FetchError:
    """Return the refusal of an answer that never ends."""
    return FetchError(
        _("{source} : plus de {limit} Mo. Prenez un territoire plus petit, ou importez le fichier.").format(
            source=source_name(url), limit=limit_mb
        )
    )


def wrong_address(url: str) -> FetchError:
    """Return the refusal of an address that is not one."""
    return FetchError(_("« {url} » n'est pas une adresse : https://… est attendu.").format(url=url))
