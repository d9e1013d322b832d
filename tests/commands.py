"""Run the commands as a script does."""

import json
from typing import Any

from typer.testing import CliRunner

from mapping.cli.shared import app

_RUNNER = CliRunner()


def run(*arguments: object) -> Any:
    """Run one command; what comes back has ``exit_code``, ``stdout`` and ``stderr``."""
    return _RUNNER.invoke(app, [str(argument) for argument in arguments])


def run_json(*arguments: object) -> dict[str, Any]:
    """Run one command with ``--json``, which must succeed, and return its object."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))
