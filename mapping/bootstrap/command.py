"""The command itself: ``python3 start.py [test] …``."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from mapping.bootstrap.environment import Environment, child_variables, prepare
from mapping.bootstrap.failures import SetupError, explain_os
from mapping.i18n import _

PROJECT_DIR = Path(__file__).resolve().parents[2]
PORTS = range(8501, 8521)
APP_REQUIREMENTS = ("requirements.txt",)
TEST_REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def main(arguments: Sequence[str]) -> int:
    """Set up, then run the app, or the tests when the first argument is ``test``; return the exit status."""
    _accept_any_console()
    environment = Environment(_environment_dir())
    try:
        return _run(arguments, environment)
    except SetupError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(explain_os(error, path=environment.path), file=sys.stderr)
    except KeyboardInterrupt:
        print(_("\nInterrompu. Relancez la même commande pour reprendre."), file=sys.stderr)
        return 130
    return 1


def usage() -> str:
    """Return what ``--help`` shows."""
    return _(
        "python3 start.py [ATELIER.atelier] [--port N] [--no-browser]\n"
        "    installe ce qu'il faut la première fois, puis ouvre l'application ; sans atelier, celui de démonstration\n"
        "python3 start.py test [options de pytest]\n"
        "    installe ce qu'il faut la première fois, puis lance tous les tests que cette machine peut lancer\n"
        "\n"
        "CARTOQUARTIER_ENV : dossier de l'environnement Python (défaut : .venv à côté de start.py)"
    )


def free_port(ports: Iterable[int] = PORTS) -> int:
    """Return the first of ``ports`` on which nothing listens on this machine.

    Raises
    ------
    SetupError
        When all are taken.
    """
    tried = list(ports)
    for port in tried:
        if _is_free(port):
            return port
    raise SetupError(
        _(
            "Aucun port libre entre {first} et {last} : fermez une autre application, ou choisissez-en un avec "
            "« python3 start.py --port 9000 »."
        ).format(first=tried[0], last=tried[-1])
    )


def serve_arguments(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of ``serve``: workshops by absolute path, and a free port when none was asked for."""
    result = [str(Path(text).resolve()) if _is_workshop_path(text) else text for text in arguments]
    if not any(text == "--port" or text.startswith("--port=") for text in arguments):
        result += ["--port", str(free_port())]
    return result


def _run(arguments: Sequence[str], environment: Environment) -> int:
    if arguments and arguments[0] in {"-h", "--help"}:
        print(usage())
        return 0
    if arguments and arguments[0] == "test":
        prepare(environment, PROJECT_DIR, TEST_REQUIREMENTS, say=_say)
        command = [str(environment.python), "-m", "pytest", *arguments[1:]]
        return subprocess.run(command, cwd=PROJECT_DIR, env=child_variables(), check=False).returncode
    served = serve_arguments(arguments)
    prepare(environment, PROJECT_DIR, APP_REQUIREMENTS, say=_say)
    return _become([str(environment.python), "-m", "mapping", "serve", *served])


def _become(command: list[str]) -> int:
    """Run the app in the place of this process, so that closing one closes the other; Windows cannot, and waits."""
    os.chdir(PROJECT_DIR)
    if sys.platform != "win32":
        os.execve(command[0], command, child_variables())
    with subprocess.Popen(command, env=child_variables()) as app:
        while app.poll() is None:
            # The console sends Ctrl-C to the app too, which closes its workshop.
            with suppress(KeyboardInterrupt):
                app.wait()
    return app.returncode


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            # Without it a port stays "taken" for a minute after the app is closed; on Windows it would mean sharing.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def _is_workshop_path(text: str) -> bool:
    return text.endswith(".atelier") and "://" not in text


def _environment_dir() -> Path:
    chosen = os.environ.get("CARTOQUARTIER_ENV", "").strip()
    return Path(chosen).expanduser().absolute() if chosen else PROJECT_DIR / ".venv"


def _accept_any_console() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _say(line: str) -> None:
    print(line, flush=True)
