"""What docs/sandbox.md tells people to write is what the bots here are pointed at the sandbox with."""

import pytest

from ignis.runtime.config.settings import project_root
from tests.clients.environments import Library

POINTED = {
    "discord.js": ['rest: { api: SANDBOX + "/api", version: "10" }'],
    "disnake": ['Route.BASE = SANDBOX + "/api/v10"'],
    "eris": [
        'protocol = "https:"; // what Eris asks for; the connection is plain',
        "createConnection = (_, done) => net.connect(sandbox.port, sandbox.hostname, done);",
        'rest: { domain: sandbox.host, baseURL: "/api/v10", agent: new PlainAgent() }',
    ],
    "hikari": ['rest_url=SANDBOX + "/api/v10"'],
    "nextcord": ['Route.BASE = SANDBOX + "/api/v10"'],
    "oceanic.js": ['rest: { baseURL: SANDBOX + "/api/v10" }'],
    "py-cord": ['Route.API_BASE_URL = SANDBOX + "/api/v10"'],
}


@pytest.mark.parametrize("name", POINTED)
def test_the_documented_line_is_the_bots_own(name: str) -> None:
    library = Library(name)
    bot = (library.folder / ("bot.py" if library.is_python else "bot.mjs")).read_text(encoding="utf-8")
    docs = (project_root() / "docs" / "sandbox.md").read_text(encoding="utf-8")
    for line in POINTED[name]:
        assert line in bot
        assert line in docs
