"""`GET /history.json?window=24h|7d|30d|90d|365d[&subject=NAME …]`."""

from collections.abc import Callable, Iterable
from typing import Final

from aiohttp import web

from probes.database import StoreError
from probes.exporter.history.archive import Archive
from probes.exporter.history.window import Window, named
from probes.exporter.status.status_routes import NOT_KEPT

_WINDOWS: Final = ", ".join(window.label for window in Window)


def history_routes(archive: Archive, subjects: Callable[[], Iterable[str]]) -> list[web.RouteDef]:
    """`subjects` are those that are there now. 400 for an unknown window, 503 while nothing can be read."""

    async def get_history(request: web.Request) -> web.Response:
        asked = request.query.get("window", Window.DAY.label)
        if (window := named(asked)) is None:
            return _problem(f"there is no window {asked[:20]!r}; there are {_WINDOWS}", 400)
        wanted = frozenset(request.query.getall("subject", [])) or None
        try:
            text = await archive.answer(window, subjects(), wanted)
        except StoreError as error:
            return _problem(str(error), 503)
        return web.Response(text=text, content_type="application/json", headers=NOT_KEPT)

    return [web.get("/history.json", get_history)]


def _problem(what: str, status: int) -> web.Response:
    return web.json_response({"error": what}, status=status, headers=NOT_KEPT)
