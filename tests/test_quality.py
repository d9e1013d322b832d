"""The checks that a contribution has to pass, run as tests; and the settings of the app, checked against the app."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CHECKED = ("mapping", "app.py", "start.py", "tests", "benchmarks", "data")


def run_tool(project_root: Path, tool: str, *arguments: str) -> None:
    if importlib.util.find_spec(tool) is None:
        pytest.skip(f"{tool} n'est pas installé (requirements-dev.txt)")
    command = [sys.executable, "-m", tool, *arguments]
    done = subprocess.run(command, cwd=project_root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"\n{done.stdout[-8000:]}{done.stderr[-2000:]}"


def test_the_linter_has_nothing_to_say(project_root: Path) -> None:
    run_tool(project_root, "ruff", "check", "--quiet", *CHECKED)


def test_the_code_is_formatted(project_root: Path) -> None:
    run_tool(project_root, "ruff", "format", "--check", "--quiet", *CHECKED)


def test_the_types_hold_strictly(project_root: Path) -> None:
    run_tool(project_root, "mypy", "--strict", "mapping", "app.py", "start.py")


def test_the_start_command_types_hold_on_windows(project_root: Path) -> None:
    run_tool(project_root, "mypy", "--strict", "--platform", "win32", "mapping/bootstrap", "start.py")


def settings_of(folder: Path) -> dict[str, object]:
    sections = tomllib.loads((folder / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": value for section, values in sections.items() for name, value in values.items()}


def test_every_setting_of_streamlit_exists_in_the_pinned_version(project_root: Path) -> None:
    config = pytest.importorskip("streamlit.config", reason="streamlit n'est pas installé (requirements.txt)")
    unknown = [name for name in settings_of(project_root) if name not in config._config_options_template]
    assert unknown == []


def test_every_font_of_the_theme_is_served_by_the_app(project_root: Path) -> None:
    assets = pytest.importorskip("mapping.maps.assets", reason="les dépendances ne sont pas installées")
    fonts = settings_of(project_root)["theme.fontFaces"]
    assert isinstance(fonts, list)
    names = {str(font["url"]).removeprefix(f"{assets.ASSET_URL}/") for font in fonts}
    assert names
    assert names <= set(assets.ASSETS)


def test_the_settings_keep_the_room_private(project_root: Path) -> None:
    settings = settings_of(project_root)
    assert settings["browser.gatherUsageStats"] is False
    assert settings["runner.enforceSerializableSessionState"] is True
    assert settings["client.showErrorLinks"] is False


def pins(path: Path) -> dict[str, str]:
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("==", 1) for line in lines if line)


def test_every_requirement_is_pinned_and_once(project_root: Path) -> None:
    app, tests = pins(project_root / "requirements.txt"), pins(project_root / "requirements-dev.txt")
    assert app
    assert {name: tests[name] for name in tests.keys() & app.keys()} == {
        name: app[name] for name in tests.keys() & app.keys()
    }


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_pinned(project_root: Path, name: str) -> None:
    asked = (project_root / f"{name}.in").read_text(encoding="utf-8").splitlines()
    names = {re.split(r"[=;\[]", line)[0].strip() for line in asked if line and line[0] not in "#-"}
    assert names <= pins(project_root / f"{name}.txt").keys()
