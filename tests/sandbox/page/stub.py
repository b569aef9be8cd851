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


ALERT = {
    "title": "🔴 Bot is down",
    "description": "Killed by signal 9.",
    "color": 0xE74C3C,
    "fields": [{"name": "Since", "value": "03:04:05", "inline": True}],
    "timestamp": "2026-01-02T03:04:05+00:00",
}


def with_controls(text: str) -> dict[str, Any]:
    row = [
        {"type": 2, "style": 1, "label": "Refresh", "custom_id": "again"},
        {"type": 2, "style": 4, "label": "Never", "custom_id": "never", "disabled": True},
        {"type": 2, "style": 5, "label": "Elsewhere", "url": "https://example.org/"},
    ]
    options = [{"label": "Fire", "value": "f"}, {"label": "Ash", "value": "a", "description": "grey"}]
    menu = {"type": 3, "custom_id": "pick", "placeholder": "An element", "options": options}
    people = {"type": 5, "custom_id": "who", "placeholder": "A member"}
    rows = [{"type": 1, "components": each} for each in (row, [menu], [people])]
    return message(5, text, components=rows)


ROLES_OF = {"Cassian": ["Officer"], "Tu'Shan": ["Legionary"], "Vulkan": ["Officer", "Legionary"]}
COMMANDS: list[dict[str, Any]] = [
    {
        "name": "userinfo",
        "type": 1,
        "description": "Shows a member's card",
        "name_localizations": {"pt-BR": "ficha"},
        "description_localizations": {"pt-BR": "Mostra a ficha de um membro"},
        "options": [{"type": 6, "name": "member", "description": "Whose", "name_localizations": {"pt-BR": "membro"}}],
    },
    {
        "name": "points",
        "type": 1,
        "description": "Points of members",
        "options": [
            {
                "type": 1,
                "name": "add",
                "description": "Gives points",
                "options": [
                    {"type": 6, "name": "member", "description": "To whom", "required": True},
                    {
                        "type": 4, "name": "amount", "description": "How many", "required": True,
                        "min_value": 1, "max_value": 100,
                    },
                    {"type": 3, "name": "reason", "description": "Why", "min_length": 3, "max_length": 20},
                    {
                        "type": 3, "name": "kind", "description": "Of what",
                        "choices": [{"name": "War", "value": "w"}, {"name": "Peace", "value": "p"}],
                    },
                    {"type": 5, "name": "quiet", "description": "Without a message"},
                    {"type": 3, "name": "rank", "description": "A rank", "autocomplete": True},
                    {"type": 8, "name": "role", "description": "A role"},
                    {"type": 7, "name": "channel", "description": "A channel"},
                    {"type": 10, "name": "factor", "description": "A number", "min_value": 0.5},
                ],
            }
        ],
    },
    {"name": "Profile", "type": 2, "description": "", "name_localizations": {"pt-BR": "Perfil"}},
    {"name": "Quote", "type": 3, "description": ""},
]  # fmt: skip
RUNNING: dict[str, Any] = {
    "connected": True, "kept": True, "state": "running", "pid": 4242, "held": None, "stopwatch": None
}  # fmt: skip


class StubSandbox:
    """`acts` is what the page did, in order: the path behind /sandbox/, and the body."""

    def __init__(self) -> None:
        self.commands = COMMANDS
        self.hidden = {"administrators": 2, "staff": 1, "others": 0}
        self.bot = RUNNING
        self.acts: list[tuple[str, Any]] = []
        self.outcomes: dict[str, dict[str, Any]] = {}
        self.suggestions = [{"name": "Legionary", "value": "legionary"}, {"name": "Captain", "value": "captain"}]
        self.sessions: list[dict[str, Any]] = [{"id": "s", "connected": True}]
        self.roles_of = dict(ROLES_OF)
        self.members = ["Vulkan", "Cassian", "Tu'Shan", SCRIPT]
        self.alerts: list[dict[str, Any]] = []
        self.faults: list[dict[str, Any]] = []
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
        app.router.add_get("/sandbox/menu", self._menu)
        app.router.add_get("/sandbox/bot", self._bot)
        for path in ("slash", "click", "select", "modal", "context-menu", "autocomplete", "locale", "reset", "member"):
            app.router.add_post(f"/sandbox/{path}", self._act)
        app.router.add_post("/sandbox/members/join", self._join)
        app.router.add_post("/sandbox/bot/{deed}", self._treat)
        app.router.add_get("/sandbox/channels/servitor-terminal/messages", self._messages)
        app.router.add_get("/sandbox/faults", self._list)
        app.router.add_post("/sandbox/faults", self._break)
        app.router.add_delete("/sandbox/faults", self._clear)
        return app

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _state(self, _: web.Request) -> web.Response:
        members: list[dict[str, Any]] = [
            {"name": n, "id": str(i), "nick": None, "roles": self.roles_of.get(n, []), "bot": False}
            for i, n in enumerate(self.members)
        ]
        personas = [
            {"name": name, "hint": f"{name}, he said", "hint_localizations": {"pt-BR": f"{name}, disse ele"}}
            for name in ("Vulkan", "Cassian", "Tu'Shan")
        ]
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
                "alert_language": "en",
            }
        )

    async def _messages(self, _: web.Request) -> web.Response:
        return web.json_response({"messages": self.alerts})

    async def _menu(self, _: web.Request) -> web.Response:
        roles = ["Ignis", "Officer", "Legionary", "Nobody's"]
        offered = {"commands": self.commands, "hidden": self.hidden, "roles": roles, "bot_roles": ["Ignis"]}
        return web.json_response(offered)

    async def _bot(self, _: web.Request) -> web.Response:
        return web.json_response(self.bot)

    async def _treat(self, request: web.Request) -> web.Response:
        self.acts.append((f"bot/{request.match_info['deed']}", await request.json()))
        return web.json_response(self.bot)

    async def _join(self, request: web.Request) -> web.Response:
        name = (await request.json())["name"]
        self.acts.append(("join", name))
        self.members.append(name)
        return web.json_response({"user": {"id": str(len(self.members) - 1)}})

    async def _act(self, request: web.Request) -> web.Response:
        kind = request.path.rsplit("/", 1)[-1]
        self.acts.append((kind, await request.json()))
        if kind == "locale":
            return web.json_response({})
        if kind == "member":
            given = self.acts[-1][1]
            self.roles_of[self.members[int(given["member"])]] = given["add_roles"]
            return web.json_response({})
        if kind == "reset":
            return web.json_response({"reset": True, "bot": True})
        if self.refusal is not None:
            return web.json_response({"error": self.refusal}, status=404)
        if kind == "autocomplete":
            return web.json_response(self.outcome | {"messages": [], "choices": self.suggestions})
        return web.json_response(self.outcomes.get(kind, self.outcome))

    def did(self, kind: str) -> list[Any]:
        return [body for path, body in self.acts if path == kind]

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
