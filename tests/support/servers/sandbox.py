"""The sandbox inside the test's own process, on free ports, and an unmodified discord.py pointed at it."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.stack.http import serve
from ignis.runtime.stack.sandbox_info import SandboxInfo
from ignis.sandbox.app import Sandbox, build
from ignis.sandbox.bot_control.process import BotProcess
from ignis.sandbox.gateway import GatewayRules
from ignis.sandbox.rest.api import ServedRequest
from ignis.sandbox.wiring import new_keys
from ignis.sandbox.world import SEED
from tests.support.discord_api.judge import Judge

QUICK_RULES = GatewayRules(identify_interval=0.0)
"""As Discord's, but for the seconds between two identifies."""
EASY_RULES = GatewayRules(identify_interval=0.0, member_list_interval=0.0)
"""For clients of plain discord.py, one after the other: each waits 5 s for a list that it was refused."""


@dataclass(frozen=True)
class RunningSandbox:
    """`http` has the sandbox's address as its base: `http.get("/sandbox/state")`."""

    url: str
    info: SandboxInfo
    sandbox: Sandbox
    http: aiohttp.ClientSession

    @property
    def guild(self) -> discord.Object:
        return discord.Object(self.info.guild_id)

    async def control(self, path: str, **fields: object) -> Any:
        """POST to the control API; the JSON of the answer, whatever its status."""
        async with self.http.post(f"/sandbox/{path}", json=fields) as answer:
            return await answer.json()

    async def slash(self, persona: str, command: str, /, **options: object) -> Any:
        return await self.control(
            "slash", **{"as": persona}, channel="servitor-terminal", command=command, options=options
        )

    @property
    def served(self) -> list[ServedRequest]:
        """The requests to Discord's REST API, oldest first."""
        return list(self.sandbox.served)

    async def state(self) -> Any:
        async with self.http.get("/sandbox/state") as answer:
            return await answer.json()

    async def messages(self, channel: str) -> list[Any]:
        async with self.http.get(f"/sandbox/channels/{channel}/messages") as answer:
            messages: list[Any] = (await answer.json())["messages"]
            return messages

    async def api(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """One REST call as the bot: status and JSON (None for 204)."""
        token = {"Authorization": f"Bot {self.info.token.get_secret_value()}"}
        async with self.http.request(method, f"/api/v10{path}", json=body, headers=token | headers) as answer:
            return answer.status, await answer.json() if answer.status != 204 else None


@asynccontextmanager
async def running_sandbox(
    *, rules: GatewayRules = QUICK_RULES, clock: Clock | None = None, bot: BotProcess | None = None
) -> AsyncGenerator[RunningSandbox]:
    """The seeded world, served on a free port; identifying twice within 5 s is allowed unless `rules` say otherwise.

    Raises AssertionError at the end if a body, an answer or an event was not as Discord describes it.
    """
    judge = Judge()
    log = structlog.stdlib.get_logger("ignis.sandbox")
    sandbox = build(SEED, new_keys(), clock or SystemClock(), log, preview_port=0, rules=rules, bot=bot, witness=judge)
    async with serve(sandbox.app, port=0, what="sandbox") as url, aiohttp.ClientSession(url) as http:
        try:
            yield RunningSandbox(url, sandbox.info(url), sandbox, http)
        finally:
            await sandbox.pages.close()
    judge.check()


@contextmanager
def pointed_at(info: SandboxInfo) -> Iterator[None]:
    """discord.py's two addresses, put back afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = info.api_url, yarl.URL(info.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


class Bot(discord.Client):
    """A client with a command tree for one guild; what a test wants to see is in `log`."""

    def __init__(self, guild: discord.Object, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.1)  # there is one guild and it comes at once
        self.guild = guild
        self.tree = app_commands.CommandTree(self)
        self.log: list[tuple[str, Any]] = []

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        self.log.append(("member", (before, after)))

    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        self.log.append(("audit", entry))

    async def on_resumed(self) -> None:
        self.log.append(("resumed", None))

    def seen(self, kind: str) -> list[Any]:
        return [what for name, what in self.log if name == kind]


@asynccontextmanager
async def connected(bot: Bot, info: SandboxInfo) -> AsyncGenerator[Bot]:
    """`bot`, logged in and READY, with the commands of its tree synced."""
    await bot.login(info.token.get_secret_value())
    if bot.tree.get_commands(guild=bot.guild):
        await bot.tree.sync(guild=bot.guild)
    running = asyncio.create_task(bot.connect())
    try:
        ready = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait({running, ready}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            ready.cancel()
            running.result()
        assert bot.is_ready()
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)
