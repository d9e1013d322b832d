"""What a browser sent, put on disk for a moment."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sent_file(name: str, content: bytes) -> Iterator[Path]:
    """Put what a browser sent on disk for a moment."""
    with tempfile.TemporaryDirectory() as folder:
        # Only the last part of the name: what a browser sends must not choose a folder.
        path = Path(folder) / (Path(name.replace("\\", "/")).name or "liste")
        path.write_bytes(content)
        yield path
