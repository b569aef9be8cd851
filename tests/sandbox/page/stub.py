"""A control API that answers from values: what the front page is tried against without a Discord behind it."""

from pathlib import Path
from typing import Any

from aiohttp import web

import ignis.sandbox

PAGE = Path(ignis.sandbox.__file__).parent / "page"
SCRIPT = "<img src=x onerror=\"document.title='broken into'\"><script>document.title='broken into'</script>"


def message(number: int, content: str = "", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "author": {"id": "9", "username": "Ignis alerts", "global_name": None, "bot": True},
        "content": content,
        "embeds": [],
        "components": [],
        "attachments": [],
        "timestamp": "2026-01-02T03:04:05.000000+00:00",
        "edited_timestamp": None,
        **more,
    }


class StubSandbox:
    def __init__(self) -> None:
        self.sessions: list[dict[str, Any]] = [{"id": "s", "connected": True}]
        self.members = ["Vulkan", "Cassian", "Tu'Shan", SCRIPT]
        self.alerts: list[dict[str, Any]] = []
        self.faults: list[dict[str, Any]] = []
        self.slashes: list[Any] = []
        self.outcome: dict[str, Any] = {
            "acknowledged": True,
            "ephemeral": True,
            "latency_ms": 33.7,
            "messages": [message(1, f"**Tu'Shan** {SCRIPT}")],
        }
        self.refusal: str | None = None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._index)
        app.router.add_static("/page", PAGE)
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_get("/sandbox/channels/legion-alerts/messages", self._messages)
        app.router.add_post("/sandbox/slash", self._slash)
        app.router.add_get("/sandbox/faults", self._list)
        app.router.add_post("/sandbox/faults", self._break)
        app.router.add_delete("/sandbox/faults", self._clear)
        return app

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _state(self, _: web.Request) -> web.Response:
        members: list[dict[str, Any]] = [
            {"name": n, "id": str(i), "nick": None, "roles": [], "bot": False} for i, n in enumerate(self.members)
        ]
        personas = [{"name": name, "hint": f"{name}, he said"} for name in ("Vulkan", "Cassian", "Tu'Shan")]
        return web.json_response(
            {
                "guild": {"id": "1", "name": "Age of Warfare"},
                "channels": ["servitor-terminal", "legion-alerts"],
                "members": members,
                "sessions": self.sessions,
                "identifies": 1,
                "commands": ["userinfo"],
                "personas": personas,
                "bot_pid": 4242,
            }
        )

    async def _messages(self, _: web.Request) -> web.Response:
        return web.json_response({"messages": self.alerts})

    async def _slash(self, request: web.Request) -> web.Response:
        self.slashes.append(await request.json())
        if self.refusal is not None:
            return web.json_response({"error": self.refusal}, status=404)
        return web.json_response(self.outcome)

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response({"faults": self.faults})

    async def _break(self, request: web.Request) -> web.Response:
        asked = await request.json()
        fault = {"target": asked["target"], "kind": asked["kind"], "seconds_left": asked["seconds"]}
        self.faults.append(fault)
        return web.json_response(fault)

    async def _clear(self, _: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"faults": []})
