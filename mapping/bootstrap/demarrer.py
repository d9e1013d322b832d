"""Start the Cartoquartier of this folder: ``python3 demarrer.py``; look whether all is there: ``--check``.

This file stands at the top of a kit. It uses the standard library only, and nothing of the machine but its Python.
"""

import json
import os
import platform
import sys
from pathlib import Path

_NOT_OURS = {"site-packages", "dist-packages"}


def machine() -> "dict[str, str]":
    """Return what compiled packages depend on: the version of Python, the system, the processor."""
    return {
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "processor": platform.machine(),
        "libc": platform.libc_ver()[0],
    }


def refusal(kit: "dict[str, str]") -> str:
    """Return the sentence that says why this machine cannot run the kit, or an empty text."""
    here = machine()
    if here == {name: kit.get(name) for name in here}:
        return ""
    words = "Python {python} ({implementation}) sous {system} {processor}"
    return (
        f"Ce kit a été fait pour {words.format(**kit)} ; ici, c'est {words.format(**here)}. Installez ce Python depuis "
        "https://www.python.org/downloads/ ou refaites le kit sur un ordinateur comme celui-ci."
    )


def standard_library() -> "list[str]":
    """Return the folders where this Python looks, less the packages that the machine happens to have."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [folder for folder in sys.path[1:] if folder not in given and not _NOT_OURS & set(Path(folder).parts)]


def main(arguments: "list[str]") -> int:
    """Run the kit; return its exit status."""
    folder = Path(__file__).resolve().parent
    kit = json.loads((folder / "kit.json").read_text(encoding="utf-8"))
    sentence = refusal(kit)
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 1
    sys.path[:] = [str(folder / kit["application"]), *standard_library()]
    from mapping.bootstrap.kit import run

    return run(folder, kit, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
