"""The sandbox that the table is asked of, over HTTP, by a bot that holds its token."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import structlog

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.stack.http import serve
from ignis.sandbox.app import build
from ignis.sandbox.permission_bits import Permission
from ignis.sandbox.wiring import new_keys
from ignis.sandbox.world import SEED
from tests.support.discord_api.judge import Judge
from tests.support.servers.sandbox import QUICK_RULES, RunningSandbox

CHANNEL: Final = SEED.channel("servitor-terminal").id
_COMMAND, _MODAL = 2, 5
_INTERACTIONS: Final = {
    "command": _COMMAND, "component": 3, "autocomplete": 4, "modal": _MODAL, "modal_on_message": _MODAL,
}  # fmt: skip
_ON_MESSAGE: Final = ("component", "modal_on_message")
_FAR: Final = 100_000.0


class LeapingClock(SystemClock):
    """Every look at it is long after the last: no rate limit is ever reached, and the table is asked in seconds."""

    def __init__(self) -> None:
        self._passed = 0.0

    def monotonic(self) -> float:
        self._passed += _FAR
        return self._passed


class ProbedWorld:
    """One server in which the bot may do all that the rows ask for, but not everything.

    It may neither time out an administrator nor reach a role above its own.
    """

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        self._backend = sandbox.sandbox.simulation.backend
        self._places = {
            "channel": CHANNEL,
            "guild": SEED.guild_id,
            "bot": SEED.bot.id,
            "member": SEED.member("Tu'Shan").id,
            "vulkan": SEED.member("Vulkan").id,
            "low_role": SEED.role("Recruiter").id,
            "bot_role": SEED.role("Ignis").id,
            "high_role": SEED.role("Primarch").id,
            "managed_role": SEED.role("Bloxlink").id,
            "webhook": SEED.webhook.id,
        }

    async def ask(self, request: str, content: Any) -> tuple[int, Any]:
        """Status and JSON of a request from a row; the bot may do everything that a role can allow but administer."""
        method, path = request.split(" ", 1)
        path = path.format(**self._filled(path))
        if method != "GET":
            return await self._sandbox.api(method, path, content)
        query = "&".join(f"{key}={value}" for key, value in (content or {}).items())
        return await self._sandbox.api(method, f"{path}?{query}" if query else path)

    def _filled(self, path: str) -> dict[str, Any]:
        filled: dict[str, Any] = self._places | {"webhook_token": self._sandbox.sandbox.keys.webhook_token}
        if "{persons_webhook}" in path:
            filled |= self._persons_webhook()
        if "{message}" in path:
            filled["message"] = self._message()
        for name, kind in _INTERACTIONS.items():
            if f"{{{name}}}" in path:
                filled[name] = self._callback(kind, on_message=name in _ON_MESSAGE)
        return filled

    def _persons_webhook(self) -> dict[str, Any]:
        made = self._backend.create_webhook(CHANNEL, "by hand", SEED.owner.id)
        return {"persons_webhook": made.id, "persons_webhook_token": made.token}

    def _message(self) -> int:
        sent = self._backend.prepare_message(CHANNEL, author_id=SEED.bot.id, content="hello")
        return self._backend.commit_message(sent).id

    def _callback(self, kind: int, *, on_message: bool) -> str:
        """The id and token of an interaction that waits for its answer."""
        if kind == _MODAL:  # it was opened by a command
            self._backend.new_interaction(
                _COMMAND, CHANNEL, self._places["member"], SEED.guild_id
            ).modal_consumed = True
        record = self._backend.new_interaction(kind, CHANNEL, self._places["member"], SEED.guild_id)
        if on_message:
            record.source_message_id = self._message()
        return f"{record.id}/{record.token}"

    def allow(self, bits: int) -> None:
        """Give the bot's role these rights, and no others."""
        self._backend.guilds[SEED.guild_id].roles[self._places["bot_role"]].permissions = bits


@asynccontextmanager
async def probed_world() -> AsyncGenerator[ProbedWorld]:
    """The judge looks at answers alone: bodies hold blanks that are trimmed, and permissions as text, as Discord documents."""
    judge = Judge(bodies=False)
    log = structlog.stdlib.get_logger("ignis.sandbox")
    sandbox = build(SEED, new_keys(), LeapingClock(), log, preview_port=0, rules=QUICK_RULES, witness=judge)
    async with serve(sandbox.app, port=0, what="sandbox") as url, aiohttp.ClientSession(url) as http:
        world = ProbedWorld(RunningSandbox(url, sandbox.info(url), sandbox, http))
        world.allow(~int(Permission.ADMINISTRATOR) & (1 << 53) - 1)
        yield world
    judge.check()
