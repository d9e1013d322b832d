"""Where fetched files stay: a folder of the user, never inside a workshop; each with its date and checksum."""

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = "cartoquartier"


@dataclass(frozen=True, slots=True)
class CachedFile:
    """A fetched file: where it is, where from, its SHA-256, when it was asked for (with its time zone)."""

    path: Path
    url: str
    sha256: str
    fetched_at: datetime


def default_cache_dir(
    *, environment: Mapping[str, str] = os.environ, platform: str = sys.platform, home: Path | None = None
) -> Path:
    """Return the folder that this system keeps for what can be fetched again.

    Examples
    --------
    >>> default_cache_dir(environment={}, platform="linux", home=Path("/home/a")).as_posix()
    '/home/a/.cache/cartoquartier'
    >>> default_cache_dir(environment={}, platform="darwin", home=Path("/Users/a")).as_posix()
    '/Users/a/Library/Caches/cartoquartier'
    """
    owner = home if home is not None else Path.home()
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or owner / "AppData" / "Local") / FOLDER / "cache"
    if platform == "darwin":
        return owner / "Library" / "Caches" / FOLDER
    return Path(environment.get("XDG_CACHE_HOME") or owner / ".cache") / FOLDER


def place(cache_dir: Path, url: str, name: str) -> Path:
    """Return where what ``url`` gives is kept; two addresses never share a file.

    Examples
    --------
    >>> place(Path("cache"), "https://example.org/a", "../../a.zip").name
    '..-..-a.zip'
    """
    key = hashlib.sha256(url.encode()).hexdigest()[:16]
    return cache_dir / key / (re.sub(r"[^\w.-]+", "-", name) or "file")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def notes_path(path: Path) -> Path:
    """Return the file that says where ``path`` comes from."""
    return path.with_name(path.name + ".json")


def read_notes(path: Path) -> dict[str, Any]:
    """Return what is said of ``path``, nothing when it is damaged or absent."""
    try:
        notes = json.loads(notes_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def write_notes(path: Path, notes: Mapping[str, Any]) -> None:
    """Say where ``path`` comes from, beside it."""
    target = notes_path(path)
    draft = target.with_name(target.name + ".new")
    draft.write_text(json.dumps(notes, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(target)


def keep(path: Path, *, url: str, fetched_at: datetime, validators: Mapping[str, str]) -> CachedFile:
    """Note the checksum, the date and the validators of a file that is complete."""
    digest = sha256_of(path)
    write_notes(
        path,
        {
            "url": url,
            "sha256": digest,
            "bytes": path.stat().st_size,
            "fetched_at": fetched_at.isoformat(),
            **validators,
        },
    )
    return CachedFile(path, url, digest, fetched_at)


def kept(path: Path, *, url: str) -> CachedFile | None:
    """Return a file of the cache as it was kept, None when it is not there or is no longer what was noted."""
    notes = read_notes(path)
    try:
        if notes["url"] != url or path.stat().st_size != notes["bytes"] or sha256_of(path) != notes["sha256"]:
            return None
        return CachedFile(path, url, str(notes["sha256"]), datetime.fromisoformat(notes["fetched_at"]))
    except (OSError, KeyError, TypeError, ValueError):
        return None


def discard(path: Path) -> None:
    """Throw away a file of the cache that turned out not to be what it should, so that it is asked for again."""
    path.unlink(missing_ok=True)
    notes_path(path).unlink(missing_ok=True)
