"""Serves the status page: the files of `probes/exporter/site/`, read once at the start.

The page gets everything it shows from `/events`, `/history.json` and `/traces.json`.
"""

import hashlib
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from aiohttp import ETag, web
from aiohttp.typedefs import Handler

# Only files from here, nothing inline: even if outside text became markup, it could neither run nor load anything.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",  # the browser keeps it and asks each time, so an update shows at the next load
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_INDEX = "index.html"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class File:
    """`name` is its path inside the site, such as `vendor/uplot/uPlot.min.css`; `tag` changes with the content."""

    name: str
    content_type: str
    content: bytes
    tag: str


def files() -> tuple[File, ...]:
    """The files that a browser needs; licences and readmes are not served."""
    site = resources.files("probes.exporter") / "site"
    return tuple(_file(name, entry) for name, entry in _walk(site) if PurePosixPath(name).suffix in _TYPES)


def routes() -> list[web.RouteDef]:
    """`/` and `/site/…`."""
    found = files()
    return [
        *(web.get(f"/site/{one.name}", _served(one)) for one in found if one.name != _INDEX),
        *(web.get("/", _served(one)) for one in found if one.name == _INDEX),
    ]


def _walk(folder: Traversable, above: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{above}{entry.name}"
        found += _walk(entry, f"{name}/") if entry.is_dir() else [(name, entry)]
    return found


def _file(name: str, entry: Traversable) -> File:
    content = entry.read_bytes()
    return File(name, _TYPES[PurePosixPath(name).suffix], content, hashlib.sha256(content).hexdigest()[:32])


def _served(file: File) -> Handler:
    async def serve(request: web.Request) -> web.Response:
        known = {tag.value for tag in request.if_none_match or ()}
        if known & {file.tag, "*"}:
            response = web.Response(status=304, headers=HEADERS)
        else:
            response = web.Response(body=file.content, content_type=file.content_type, charset="utf-8", headers=HEADERS)
        response.etag = ETag(file.tag)
        return response

    return serve
