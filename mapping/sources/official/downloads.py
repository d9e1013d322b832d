"""Bring a file to the cache; a download that was cut goes on where it stopped, and is the same file at the end."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from mapping.sources.official import refusals
from mapping.sources.official.cache import discard, read_notes, write_notes
from mapping.sources.official.retries import AgainError

Progress = Callable[[str, int, int | None], None]
"""(what, done, total): bytes or pages; ``total`` is None when nobody knows."""

MAX_DOWNLOAD_BYTES = 4 * 1024**3
_CHUNK_BYTES = 256 * 1024
_PARTIAL, _NO_MORE = 206, 416
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


def resume_headers(part: Path, *, url: str) -> dict[str, str]:
    """Return what asks for the rest of a file, nothing when it must be taken from its beginning.

    Without a validator nobody can tell whether the file is still the same: it is taken again.
    """
    notes = read_notes(part)
    validator = str(notes.get("validator", ""))
    if notes.get("url") != url or not validator or not part.is_file() or part.stat().st_size == 0:
        return {}
    return {"Range": f"bytes={part.stat().st_size}-", "If-Range": validator}


def receive(response: httpx.Response, part: Path, *, url: str, name: str, on_progress: Progress | None) -> None:
    """Write the body of an answer to ``part``, after what is there when the answer is the rest of it.

    Raises
    ------
    FetchError
        When a web page comes instead of a file, nothing comes, or more than the disk should be asked for.
    AgainError
        When less came than was announced, or a rest that does not follow what is there.
    """
    if response.status_code == _NO_MORE:
        discard(part)
        raise AgainError(refusals.interrupted(url), pause_s=0.0)
    start, total = _extent(response, part, url=url)
    if "text/html" in response.headers.get("Content-Type", "").lower():
        raise refusals.web_page(url)
    write_notes(part, {"url": url, "validator": _strong_validator(response.headers)})
    done = start
    with part.open("ab" if start else "wb") as file:
        for chunk in response.iter_bytes(_CHUNK_BYTES):
            file.write(chunk)
            done += len(chunk)
            if done > MAX_DOWNLOAD_BYTES:
                raise refusals.too_big(url, limit_mb=MAX_DOWNLOAD_BYTES // 1024**2)
            if on_progress is not None:
                on_progress(name, done, total)
    if done == 0:
        discard(part)
        raise refusals.empty(url)
    if total is not None and done != total:
        discard(part)
        raise AgainError(refusals.interrupted(url))


def validators(headers: Mapping[str, str]) -> dict[str, str]:
    """Return what lets the source say later that nothing changed."""
    return {"etag": headers.get("ETag", ""), "last_modified": headers.get("Last-Modified", "")}


def unchanged_headers(notes: Mapping[str, object]) -> dict[str, str]:
    """Return what asks for a file only if it changed since it was kept."""
    asked = {"If-None-Match": str(notes.get("etag", "")), "If-Modified-Since": str(notes.get("last_modified", ""))}
    return {name: value for name, value in asked.items() if value}


def _extent(response: httpx.Response, part: Path, *, url: str) -> tuple[int, int | None]:
    """Return (first byte, size of the whole file when it is announced)."""
    if response.status_code != _PARTIAL:
        announced = response.headers.get("Content-Length", "")
        compressed = response.headers.get("Content-Encoding", "identity") != "identity"
        return 0, int(announced) if announced.isdecimal() and not compressed else None
    told = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if told is None or int(told[1]) != part.stat().st_size:
        discard(part)
        raise AgainError(refusals.interrupted(url), pause_s=0.0)
    return int(told[1]), int(told[2]) if told[2] != "*" else None


def _strong_validator(headers: Mapping[str, str]) -> str:
    """Return what `If-Range` may carry: a weak ETag is not allowed there."""
    etag = headers.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
