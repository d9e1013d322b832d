"""``python3 start.py``, run for real on a miniature project: same start file, same bootstrap, one tiny package."""

import ast
import errno
import json
import os
import runpy
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mapping.bootstrap import command, environment
from mapping.bootstrap.environment import Environment, Mark
from mapping.bootstrap.failures import NoNetworkError, SetupError, explain_os, explain_pip, no_venv
from mapping.bootstrap.lock import locked
from mapping.bootstrap.progress import Progress

PROJECT_DIR = Path(__file__).resolve().parent.parent
NOWHERE = "http://127.0.0.1:9/simple"
COPIED = (
    "start.py",
    "mapping/__init__.py",
    "mapping/i18n/__init__.py",
    "mapping/domain/__init__.py",
    "mapping/domain/errors.py",
)
STUB_APP = """
import json, os, sys
import tiny_example
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "prefix": sys.prefix}))
"""


@dataclass(frozen=True)
class Miniature:
    """A project of one tiny package, whose index is a folder."""

    folder: Path

    @property
    def environment(self) -> Environment:
        return Environment(self.folder / ".venv")

    def require(self, *lines: str) -> None:
        (self.folder / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(self.folder / "start.py"), *arguments],
            cwd=self.folder.parent,
            env=machine_variables() | variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def report(self, started: subprocess.CompletedProcess[str]) -> dict[str, object]:
        assert started.returncode == 0, started.stderr
        return dict(json.loads(started.stdout.splitlines()[-1]))


def machine_variables() -> dict[str, str]:
    """The environment of a machine without any setting for pip, and without a network."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PIP_", "CARTOQUARTIER_"))}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": NOWHERE, "PIP_NO_CACHE_DIR": "1"}


def write_wheel(folder: Path) -> None:
    folder.mkdir()
    info = "tiny_example-1.0.dist-info"
    with zipfile.ZipFile(folder / "tiny_example-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_example.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-example\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"tiny_example.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@pytest.fixture
def bare(tmp_path: Path) -> Miniature:
    """A miniature that was never started, in a folder whose name holds spaces and accents."""
    return make_miniature(tmp_path / "Mon quartier d'été")


def make_miniature(folder: Path) -> Miniature:
    for name in COPIED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_DIR / name, folder / name)
    shutil.copytree(PROJECT_DIR / "mapping/bootstrap", folder / "mapping/bootstrap")
    (folder / "mapping/__main__.py").write_text(STUB_APP, encoding="utf-8")
    write_wheel(folder / "wheels")
    miniature = Miniature(folder)
    miniature.require("--no-index", "--find-links ./wheels", "tiny-example==1.0")
    return miniature


@dataclass(frozen=True)
class FirstStart:
    miniature: Miniature
    done: subprocess.CompletedProcess[str] = field(repr=False)


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> FirstStart:
    miniature = make_miniature(tmp_path_factory.mktemp("start") / "Mon quartier d'été")
    return FirstStart(miniature, miniature.start("--port", "9000", "--no-browser"))


@pytest.fixture
def installed(first_start: FirstStart, tmp_path: Path) -> Miniature:
    """A copy of a miniature that was started once, free to be damaged."""
    folder = tmp_path / "copie"
    shutil.copytree(first_start.miniature.folder, folder, symlinks=True)
    return Miniature(folder)


@pytest.fixture
def spare(tmp_path: Path) -> Environment:
    folder = tmp_path / "env"
    folder.mkdir()
    return Environment(folder)


# The first start, and the second


def test_a_first_start_installs_and_serves_with_the_arguments_given(first_start: FirstStart) -> None:
    report = first_start.miniature.report(first_start.done)
    assert report["arguments"] == ["serve", "--port", "9000", "--no-browser"]
    assert report["folder"] == str(first_start.miniature.folder)
    assert report["prefix"] == str(first_start.miniature.folder / ".venv")


def test_a_first_start_says_what_it_does(first_start: FirstStart) -> None:
    said = first_start.done.stdout
    assert "Création de l'environnement Python" in said
    assert "quelques minutes, une seule fois" in said
    assert "1/1  copie de 1 paquet sur le disque" in said
    assert first_start.done.stderr == ""


def test_a_second_start_installs_nothing_and_asks_no_network(installed: Miniature) -> None:
    (installed.environment.path / environment.LOG_NAME).unlink()
    shutil.rmtree(installed.folder / "wheels")
    started = installed.start("--port", "9000")
    assert installed.report(started)["arguments"] == ["serve", "--port", "9000"]
    assert len(started.stdout.splitlines()) == 1
    assert not (installed.environment.path / environment.LOG_NAME).exists()


def test_a_start_without_a_port_chooses_a_free_one(installed: Miniature) -> None:
    arguments = installed.report(installed.start("--no-browser"))["arguments"]
    assert isinstance(arguments, list)
    assert arguments[:3] == ["serve", "--no-browser", "--port"]
    assert int(arguments[3]) in command.PORTS


def test_a_workshop_given_from_another_folder_is_found(installed: Miniature) -> None:
    arguments = installed.report(installed.start("cordon.atelier", "--port=9000"))["arguments"]
    assert arguments == ["serve", str(installed.folder.parent / "cordon.atelier"), "--port=9000"]


def test_the_environment_goes_where_the_variable_says(first_start: FirstStart, bare: Miniature) -> None:
    elsewhere = first_start.miniature.environment.path
    bare.require(*first_start.miniature.folder.joinpath("requirements.txt").read_text().splitlines())
    report = bare.report(bare.start("--port", "9000", CARTOQUARTIER_ENV=str(elsewhere)))
    assert report["prefix"] == str(elsewhere)
    assert not bare.environment.path.exists()


def test_variables_of_another_python_do_not_reach_the_app(installed: Miniature) -> None:
    (installed.folder.parent / "tiny_example.py").write_text("raise SystemExit('the wrong one')")
    started = installed.start("--port", "9000", PYTHONPATH=str(installed.folder.parent))
    assert started.returncode == 0


def test_help_needs_no_environment(bare: Miniature) -> None:
    helped = bare.start("--help")
    assert helped.returncode == 0
    assert "python3 start.py test" in helped.stdout
    assert not bare.environment.path.exists()


# An old Python


def old_interpreters() -> list[str]:
    names = ["python2", *(f"python3.{minor}" for minor in range(11))]
    found = [path for name in names if (path := shutil.which(name))]
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found += [str(path) for path in sorted(versions.glob("*/bin/python"))]
    return [path for path in found if is_old(path)]


def is_old(interpreter: str) -> bool:
    question = "import sys; sys.exit(0 if sys.version_info < (3, 11) else 1)"
    return subprocess.run([interpreter, "-c", question], capture_output=True, check=False).returncode == 0


def test_a_real_old_python_gets_one_sentence() -> None:
    interpreters = old_interpreters()
    if not interpreters:
        pytest.skip("aucun Python antérieur à 3.11 sur cette machine")
    for interpreter in interpreters:
        started = subprocess.run([interpreter, str(PROJECT_DIR / "start.py")], capture_output=True, check=False)
        assert started.returncode == 1
        assert started.stderr.decode().startswith("Python 3.11 ou plus récent est nécessaire ; vous avez Python ")
        assert len(started.stderr.splitlines()) == 1


def test_the_version_is_compared_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(PROJECT_DIR / "start.py"), run_name="__main__")
    assert stopped.value.code == 1
    assert "vous avez Python 3.10 :" in capsys.readouterr().err


def test_the_start_file_is_read_by_the_oldest_grammar() -> None:
    ast.parse((PROJECT_DIR / "start.py").read_text(encoding="utf-8"), feature_version=(3, 4))


def test_setting_up_uses_the_standard_library_only() -> None:
    files = [PROJECT_DIR / name for name in COPIED] + sorted((PROJECT_DIR / "mapping/bootstrap").glob("*.py"))
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strangers = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
            allowed = {name for name in strangers if name.startswith(("mapping.bootstrap", "mapping.i18n"))}
            assert strangers - allowed <= {"mapping.domain.errors"}, file


# What the machine lacks


def test_a_python_without_ensurepip_gets_one_sentence(bare: Miniature) -> None:
    hidden = (
        "import sys, runpy; sys.modules['ensurepip'] = None; sys.argv = ['start.py', '--port', '9000'];"
        f"sys.path.insert(0, {str(bare.folder)!r}); runpy.run_path('start.py', run_name='__main__')"
    )
    started = subprocess.run(
        [sys.executable, "-c", hidden],
        cwd=bare.folder,
        env=machine_variables(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert started.returncode == 1
    assert started.stderr.strip() == str(no_venv())


def test_the_missing_module_is_named_with_the_command_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert "sudo apt install python3-venv" in str(no_venv())
    monkeypatch.setattr(sys, "platform", "win32")
    assert "réinstallez Python depuis https://www.python.org/downloads/" in str(no_venv())


def test_a_first_start_without_network_gets_one_sentence(installed: Miniature) -> None:
    installed.require("absent-example==2.0")
    started = installed.start("--port", "9000")
    assert started.returncode == 1
    assert started.stderr.startswith("Pas d'accès à internet :")
    assert len(started.stderr.splitlines()) == 1


def test_an_update_without_network_leaves_the_complete_environment_usable(installed: Miniature) -> None:
    requirements = (installed.folder / "requirements.txt").read_text(encoding="utf-8")
    installed.require("absent-example==2.0")
    assert installed.start("--port", "9000").returncode == 1
    installed.require(*requirements.splitlines())
    assert len(installed.start("--port", "9000").stdout.splitlines()) == 1


def test_a_package_without_a_ready_made_file_is_named(installed: Miniature) -> None:
    installed.require("--no-index", "--find-links ./wheels", "tiny-example==7.0")
    started = installed.start("--port", "9000")
    assert started.returncode == 1
    assert "Le paquet tiny-example==7.0 n'existe pas tout prêt pour Python 3." in started.stderr


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "Le disque est"),
        ("WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('", "Pas d'accès"),
        ("ReadTimeoutError(\"HTTPSConnectionPool(host='pypi.org', port=443): Read timed out.\")", "Pas d'accès"),
        ("[Errno 11001] getaddrinfo failed", "Pas d'accès"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "Le serveur de téléchargement"),
        ("ERROR: No matching distribution found for pyarrow==26.0.1", "Le paquet pyarrow==26.0.1 n'existe pas"),
        ("OSError: [WinError 5] Accès refusé: 'C:\\\\x.pyd'", "Un fichier n'a pas pu être écrit"),
        ("something never seen", "L'installation a échoué ; ce que pip a répondu est dans install.log."),
    ],
)
def test_what_pip_prints_becomes_one_sentence(output: str, sentence: str) -> None:
    assert str(explain_pip(output, log=Path("install.log"))).startswith(sentence)


def test_no_network_wins_over_no_matching_distribution() -> None:
    output = "NewConnectionError('…')\nERROR: No matching distribution found for numpy==2.4.6"
    assert isinstance(explain_pip(output, log=Path("install.log")), NoNetworkError)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "ne peut pas être écrit"),
        (errno.EACCES, "ne peut pas être écrit"),
        (errno.ENOSPC, "Le disque est plein"),
        (errno.ENOTDIR, "vérifiez la variable CARTOQUARTIER_ENV"),
    ],
)
def test_what_the_system_refuses_becomes_one_sentence(number: int, words: str) -> None:
    error = OSError(number, os.strerror(number), "/media/cle/.venv")
    assert words in str(explain_os(error, path=Path("/elsewhere")))


def test_an_environment_that_cannot_be_a_folder_gets_one_sentence(bare: Miniature) -> None:
    started = bare.start("--port", "9000", CARTOQUARTIER_ENV=str(bare.folder / "start.py" / "env"))
    assert started.returncode == 1
    assert len(started.stderr.splitlines()) == 1
    assert "CARTOQUARTIER_ENV" in started.stderr


def test_a_disk_without_room_is_said_before_anything_is_downloaded(
    bare: Miniature, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**12, 10**12 - 1000, 1000))
    with pytest.raises(SetupError, match="Le disque est plein"):
        environment.prepare(bare.environment, bare.folder, ["requirements.txt"], say=print)


@pytest.fixture
def busy_ports() -> Iterator[list[int]]:
    listeners = [socket.socket() for _ in range(2)]
    for listener in listeners:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
    yield [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()


def test_a_busy_port_is_passed_over(busy_ports: list[int]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert command.free_port([*busy_ports, port]) == port


def test_no_free_port_gets_one_sentence(busy_ports: list[int]) -> None:
    with pytest.raises(SetupError, match=f"Aucun port libre entre {busy_ports[0]} et {busy_ports[1]} :"):
        command.free_port(busy_ports)


# What is left by an interruption


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ne connaît pas les groupes de processus POSIX")
def test_a_killed_installation_is_repaired_by_the_next_start(bare: Miniature) -> None:
    requirements = (bare.folder / "requirements.txt").read_text(encoding="utf-8")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        bare.require(f"--index-url http://127.0.0.1:{silent.getsockname()[1]}/simple", "tiny-example==1.0")
        kill_while_pip_waits(bare, silent)
    assert bare.environment.mark() == Mark(f"3.{sys.version_info.minor}", {})

    leftover = bare.environment.path / "half a package"
    leftover.mkdir()
    bare.require(*requirements.splitlines())
    bare.report(bare.start("--port", "9000"))
    assert not leftover.exists()


def kill_while_pip_waits(miniature: Miniature, silent: socket.socket) -> None:
    """Start, wait until pip has connected to a server that never answers, and kill the whole group."""
    starting = subprocess.Popen(
        [sys.executable, str(miniature.folder / "start.py"), "--port", "9000"],
        env=machine_variables(),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    silent.settimeout(60)
    asking, _ = silent.accept()
    os.killpg(starting.pid, 9)
    starting.wait()
    asking.close()


def test_a_mark_that_cannot_be_read_means_unfinished(spare: Environment) -> None:
    (spare.path / environment.MARK_NAME).write_text('{"python": "3.11", "inst')
    assert spare.mark() == Mark("")


def test_an_environment_whose_python_went_away_is_not_complete(installed: Miniature) -> None:
    wanted = environment.fingerprints(installed.folder, ["requirements.txt"])
    assert installed.environment.holds(wanted)
    installed.environment.python.unlink()
    assert not installed.environment.holds(wanted)


def test_changed_requirements_mean_not_complete(installed: Miniature) -> None:
    installed.require("another==1.0")
    assert not installed.environment.holds(environment.fingerprints(installed.folder, ["requirements.txt"]))


def test_a_folder_of_something_else_is_never_emptied(bare: Miniature, tmp_path: Path) -> None:
    holidays = tmp_path / "vacances"
    holidays.mkdir()
    (holidays / "photo.jpg").write_bytes(b"precious")
    started = bare.start("--port", "9000", CARTOQUARTIER_ENV=str(holidays))
    assert started.returncode == 1
    assert "contient autre chose qu'un environnement Python" in started.stderr
    assert (holidays / "photo.jpg").read_bytes() == b"precious"


def test_an_environment_made_by_hand_is_completed_not_emptied(installed: Miniature) -> None:
    (installed.environment.path / environment.MARK_NAME).unlink()
    mine = installed.environment.path / "mine.txt"
    mine.write_text("kept")
    installed.report(installed.start("--port", "9000"))
    assert mine.exists()


def test_a_broken_environment_made_by_hand_is_left_alone(spare: Environment) -> None:
    (spare.path / "pyvenv.cfg").write_text("home = /nowhere\n")
    with pytest.raises(SetupError, match="supprimez ce dossier"):
        environment.prepare(spare, PROJECT_DIR, ["requirements.txt"], say=print)


# Two starts at once


def test_a_second_installation_waits_and_says_it(tmp_path: Path) -> None:
    said: list[str] = []
    pauses: list[float] = []
    with (
        locked(tmp_path / "lock", say=said.append),
        pytest.raises(SetupError, match="toujours en cours"),
        locked(tmp_path / "lock", say=said.append, patience_s=2.0, pause=pauses.append),
    ):
        pytest.fail("both hold the lock")
    assert said == ["Une autre installation est en cours dans ce dossier : j'attends qu'elle finisse."]
    assert sum(pauses) == 2.0


def test_a_lock_let_go_is_taken(tmp_path: Path) -> None:
    first = locked(tmp_path / "lock", say=pytest.fail)
    first.__enter__()

    def let_go(_pause_s: float) -> None:
        first.__exit__(None, None, None)

    said: list[str] = []
    with locked(tmp_path / "lock", say=said.append, pause=let_go):
        assert said, "the second start must say that it waits"


def test_what_another_start_installed_meanwhile_is_not_installed_again(
    installed: Miniature, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(Environment, "holds", lambda _environment, _wanted: next(answers))
    monkeypatch.setattr(environment, "run_pip", lambda *_, **__: pytest.fail("installed twice"))
    environment.prepare(installed.environment, installed.folder, ["requirements.txt"], say=pytest.fail)


# Progress


class Screen:
    def __init__(self, *, terminal: bool) -> None:
        self.isatty: Callable[[], bool] = lambda: terminal
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_progress_rewrites_one_line_on_a_terminal() -> None:
    screen = Screen(terminal=True)
    progress = Progress(2, stream=screen)  # type: ignore[arg-type]
    progress.read("Collecting numpy==2.4.6 (from -r requirements.txt (line 1))")
    progress.read("  Downloading numpy-2.4.6-cp311-cp311-win_amd64.whl (12.9 MB)")
    progress.close()
    lines = [line.rstrip() for line in screen.text.split("\r")]
    assert lines == ["", "  1/2  numpy", "  1/2  numpy (12.9 MB)"]


def test_progress_in_a_file_keeps_one_line_in_ten() -> None:
    screen = Screen(terminal=False)
    progress = Progress(30, stream=screen)  # type: ignore[arg-type]
    for number in range(30):
        progress.read(f"Collecting package{number}==1.0")
    assert screen.text.splitlines() == ["  10/30  package9", "  20/30  package19", "  30/30  package29"]
