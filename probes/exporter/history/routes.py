"""`GET /history.json?window=24h|7d|30d|90d|365d[&subject=NAME …]`."""

from typing import Final

from aiohttp import web

from probes.database import StoreError
from probes.exporter.history.archive import Archive
from probes.exporter.history.recorder import Recorder
from probes.exporter.history.window import Window, named
from probes.exporter.status.status_routes import NOT_KEPT

_WINDOWS: Final = ", ".join(window.label for window in Window)


def history_routes(archive: Archive, recorder: Recorder) -> list[web.RouteDef]:
    """Answers 400 for an unknown window, and 503 while the history cannot be read."""

    async def get_history(request: web.Request) -> web.Response:
        label = request.query.get("window", Window.DAY.label)
        if (window := named(label)) is None:
            return _problem(f"there is no window {label[:20]!r}; there are {_WINDOWS}", 400)
        wanted = frozenset(request.query.getall("subject", [])) or None
        try:
            text = await archive.answer(window, recorder.subjects(), wanted)
        except StoreError as error:
            return _problem(str(error), 503)
        return web.Response(text=text, content_type="application/json", headers=NOT_KEPT)

    return [web.get("/history.json", get_history)]


def _problem(what: str, status: int) -> web.Response:
    return web.json_response({"error": what}, status=status, headers=NOT_KEPT)
