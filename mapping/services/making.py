"""Make one file in a process of its own: what `jobs` starts. The order comes as JSON on standard input.

Each line of standard output is a JSON object: ``what`` and ``share`` while it goes on, ``done`` or ``refused`` at the
end. A password in the address of a workshop is in no command line.
"""

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from mapping.domain.errors import CartoquartierError
from mapping.services.formats import Document, ExportFormat, Options, Subject


def order_of(*, target: str, file_format: ExportFormat, out: Path, public: bool, at: datetime, options: Options) -> str:
    """Return the JSON that `main` reads."""
    asked = {
        "target": target,
        "format": file_format.value,
        "out": str(out),
        "public": public,
        "at": at.isoformat(),
        "document": options.document.value if options.document else "",
        "subject": options.subject.value if options.subject else "",
    }
    told = {name: getattr(options, name) for name in ("paper", "orientation", "qpv", "filiere", "tiles", "scenario")}
    return json.dumps(asked | {"options": told})


def main() -> int:
    """Make the file that standard input asks for; return the status of the process."""
    asked: Mapping[str, Any] = json.load(sys.stdin)
    try:
        _make(asked)
    except CartoquartierError as error:
        _say(refused=str(error))
        return 1
    _say(done=asked["out"])
    return 0


def _make(asked: Mapping[str, Any]) -> None:
    # Here, so that an order that cannot be read is refused at once.
    from mapping.services.restitute import export
    from mapping.services.workshops import open_store

    options = Options(
        document=Document(asked["document"]) if asked["document"] else None,
        subject=Subject(asked["subject"]) if asked["subject"] else None,
        **asked["options"],
    )
    store = open_store(asked["target"])
    try:
        export(
            store,
            file_format=ExportFormat(asked["format"]),
            out=Path(asked["out"]),
            public=bool(asked["public"]),
            generated_at=datetime.fromisoformat(asked["at"]),
            options=options,
            progress=lambda what, share: _say(what=what, share=share),
        )
    finally:
        store.close()


def _say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        # On a laptop with two cores, the room goes first.
        os.nice(10)
    sys.exit(main())
