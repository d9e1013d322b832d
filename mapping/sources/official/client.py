"""Ask official sources as a guest does: by name, not too often, again when they are busy, never twice for nothing."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from mapping import __version__
from mapping.sources.official import refusals
from mapping.sources.official.cache import CachedFile, default_cache_dir, discard, keep, kept, place, read_notes
from mapping.sources.official.downloads import (
    Progress,
    receive,
    resume_headers,
    unchanged_headers,
    validators,
)
from mapping.sources.official.retries import AgainError, check_status, persist, transport_faults

USER_AGENT = f"Cartoquartier/{__version__} (logiciel libre, ateliers de quartier sur l'ESS)"
"""Says which program asks and nothing about who runs it."""

MAX_ANSWER_BYTES = 300 * 1024 * 1024
FRESH = timedelta(days=7)
"""How long a downloaded file is used again without asking."""

_TIMEOUT = httpx.Timeout(60.0, connect=15.0)
# Overpass is silent while it computes, up to the limit given in the query.
_SLOW_TIMEOUT = httpx.Timeout(240.0, connect=15.0)
_NOT_MODIFIED, _NO_MORE = 304, 416

Fields = Mapping[str, str | Sequence[str]]
Params = Mapping[str, str | int | float]


def utc_now() -> datetime:
    """Return the time, with its time zone."""
    return datetime.now(UTC)


class Client:
    """A polite HTTP client with a cache on disk; close it, or use it in a ``with``.

    Parameters
    ----------
    cache_dir
        Where answers and files are kept; `cache.default_cache_dir` when None.
    transport
        What carries requests; tests give one that ignores the proxies of the machine.
    wait, now
        How to pause (seconds) and what time it is.
    """

    def __init__(
        self,
        *,
        cache_dir: Path | None = None,
        user_agent: str = USER_AGENT,
        transport: httpx.BaseTransport | None = None,
        wait: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.cache_dir = cache_dir if cache_dir is not None else default_cache_dir()
        self._wait = wait
        self._now = now
        self._asked_at: dict[str, datetime] = {}
        self._http = httpx.Client(
            headers={"User-Agent": user_agent}, timeout=_TIMEOUT, transport=transport, follow_redirects=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the connections."""
        self._http.close()

    def get_json(
        self, url: str, *, params: Params | None = None, min_interval_s: float = 0.0, max_age: timedelta | None = None
    ) -> Any:
        """Return the JSON at ``url``.

        Parameters
        ----------
        min_interval_s
            Seconds to leave between two requests to the same host.
        max_age
            Use an answer of the cache that is not older; None asks each time, and keeps nothing.

        Raises
        ------
        FetchError
            When nobody answers, or not with JSON.
        """
        request = self._request("GET", url, params=dict(params or {}))
        return self._json(request, url=url, min_interval_s=min_interval_s, max_age=max_age)

    def post_form(
        self, url: str, *, data: Mapping[str, str], min_interval_s: float = 0.0, max_age: timedelta | None = None
    ) -> Any:
        """Return the JSON that a form asks for; what is asked must not change anything at the source.

        Raises
        ------
        FetchError
            When nobody answers, or not with JSON.
        """
        request = self._request("POST", url, data=dict(data), timeout=_SLOW_TIMEOUT)
        return self._json(request, url=url, min_interval_s=min_interval_s, max_age=max_age)

    def post_csv(
        self, url: str, *, file_name: str, content: bytes, fields: Fields, min_interval_s: float = 0.0
    ) -> bytes:
        """Send a table as the field ``data`` of a multipart form, and return the table that comes back.

        Parameters
        ----------
        fields
            The other fields of the form; a list of values repeats a field.

        Raises
        ------
        FetchError
            When nobody answers, nothing comes, or a web page.
        """
        request = self._request(
            "POST",
            url,
            data={name: value if isinstance(value, str) else list(value) for name, value in fields.items()},
            files={"data": (file_name, content, "text/csv")},
            timeout=_SLOW_TIMEOUT,
        )
        body = persist(lambda: self._body(request, url=url, min_interval_s=min_interval_s), url=url, wait=self._wait)
        if not body.strip():
            raise refusals.empty(url)
        return body

    def download(
        self, url: str, *, name: str, on_progress: Progress | None = None, max_age: timedelta = FRESH
    ) -> CachedFile:
        """Return the file at ``url``, from the cache when it is fresh there, else from where a download stopped.

        Parameters
        ----------
        name
            How to call it in the cache, and before the person who waits.
        max_age
            Use the file of the cache that is not older; an older one is taken again only if it changed.

        Raises
        ------
        FetchError
            When nobody answers, or not with a file; what was received stays for the next time.
        """
        path = place(self.cache_dir, url, name)
        known = kept(path, url=url)
        if known is not None and self._now() - known.fetched_at <= max_age:
            return known
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        return persist(
            lambda: self._download(url, path, part, known=known, name=name, on_progress=on_progress),
            url=url,
            wait=self._wait,
        )

    def _download(
        self,
        url: str,
        path: Path,
        part: Path,
        *,
        known: CachedFile | None,
        name: str,
        on_progress: Progress | None,
    ) -> CachedFile:
        # Ranges count the bytes of the file, not those of a compressed transfer.
        headers = {"Accept-Encoding": "identity", **resume_headers(part, url=url)}
        if known is not None and "Range" not in headers:
            headers |= unchanged_headers(read_notes(path))
        request = self._request("GET", url, headers=headers)
        with transport_faults(url):
            response = self._http.send(request, stream=True)
            try:
                if known is not None and response.status_code == _NOT_MODIFIED:
                    return keep(path, url=url, fetched_at=self._now(), validators=_validators_of(path))
                if response.status_code != _NO_MORE:
                    check_status(response, url=url, now=self._now())
                receive(response, part, url=url, name=name, on_progress=on_progress)
                told = validators(response.headers)
            finally:
                response.close()
        part.replace(path)
        discard(part)
        return keep(path, url=url, fetched_at=self._now(), validators=told)

    def _request(self, method: str, url: str, **options: Any) -> httpx.Request:
        try:
            asked = urlsplit(url)
            if asked.scheme not in ("http", "https") or not asked.hostname:
                raise refusals.wrong_address(url)
            return self._http.build_request(method, url, **options)
        except (ValueError, httpx.InvalidURL) as error:
            raise refusals.wrong_address(url) from error

    def _json(self, request: httpx.Request, *, url: str, min_interval_s: float, max_age: timedelta | None) -> Any:
        if max_age is None:
            return self._answer(request, url=url, min_interval_s=min_interval_s)[1]
        key = f"{request.method} {request.url} {hashlib.sha256(request.read()).hexdigest()}"
        path = place(self.cache_dir, key, "answer.json")
        known = kept(path, url=key)
        if known is not None and self._now() - known.fetched_at <= max_age:
            return json.loads(path.read_bytes())
        body, parsed = self._answer(request, url=url, min_interval_s=min_interval_s)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        keep(path, url=key, fetched_at=self._now(), validators={})
        return parsed

    def _answer(self, request: httpx.Request, *, url: str, min_interval_s: float) -> tuple[bytes, Any]:
        """Return a body and the JSON that it is, asking again for one that is cut."""

        def ask() -> tuple[bytes, Any]:
            body = self._body(request, url=url, min_interval_s=min_interval_s)
            if not body.strip():
                raise AgainError(refusals.empty(url))
            return body, _parsed(body, url=url)

        return persist(ask, url=url, wait=self._wait)

    def _body(self, request: httpx.Request, *, url: str, min_interval_s: float) -> bytes:
        self._keep_distance(urlsplit(url).netloc, min_interval_s)
        with transport_faults(url):
            response = self._http.send(request, stream=True)
            try:
                check_status(response, url=url, now=self._now())
                if "text/html" in response.headers.get("Content-Type", "").lower():
                    raise refusals.web_page(url)
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > MAX_ANSWER_BYTES:
                        raise refusals.too_big(url, limit_mb=MAX_ANSWER_BYTES // 1024**2)
                return bytes(body)
            finally:
                response.close()

    def _keep_distance(self, host: str, interval_s: float) -> None:
        """Wait until ``interval_s`` seconds have passed since the last request to ``host``."""
        now = self._now()
        elapsed_s = (now - self._asked_at.get(host, datetime.min.replace(tzinfo=UTC))).total_seconds()
        # A clock set back must not turn into an hour of waiting.
        left_s = min(interval_s, interval_s - elapsed_s)
        if left_s > 0:
            self._wait(left_s)
        self._asked_at[host] = self._now()


def _validators_of(path: Path) -> dict[str, str]:
    notes = read_notes(path)
    return {name: str(notes.get(name, "")) for name in ("etag", "last_modified")}


def _parsed(body: bytes, *, url: str) -> Any:
    """Return the JSON of a body.

    Raises
    ------
    FetchError
        When it is a web page.
    AgainError
        When it is neither: an answer without a length that was cut looks complete.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        if body.lstrip()[:1] == b"<":
            raise refusals.web_page(url) from error
        raise AgainError(refusals.not_json(url)) from error
