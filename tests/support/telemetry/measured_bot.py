"""A whole bot in the sandbox, and its metrics."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.telemetry.figures import Figures
from tests.support.waiting import becomes

REQUESTS = "ignis_discord_requests_total"


@dataclass
class MeasuredBot:
    bot: Program
    sandbox: RunningSandbox

    async def figures(self) -> Figures:
        return Figures(await self.bot.text("/metrics"))

    async def until(self, what: str, name: str, value: float, **labels: str) -> Figures:
        """The metrics as soon as one has become `value`."""

        async def reached() -> Figures | None:
            figures = await self.figures()
            return figures if figures.of(name, **labels) == value else None

        return await becomes(reached, f"{what}: {(await self.figures()).of(name, **labels)} becomes {value}", within=20)

    async def calm(self) -> Figures:
        """The metrics as soon as the bot is ready and idle."""

        async def nothing() -> bool:
            state = (await self.bot.get("/state"))[1]
            sync, whole = state["sync"], state["members"]["whole"]
            return await self.bot.ready() and whole and sync["last_round"] and not (sync["quiet"] or sync["writing"])

        await becomes(nothing, "nothing is going on", within=30)
        return await self.figures()

    async def repair(self, name: str) -> int:
        """Runs a recovery. Returns the status of the answer."""
        token = self.bot.home.control_token_file.read_text(encoding="utf-8").strip()
        headers = {"Authorization": f"Bearer {token}"}
        async with self.bot.http.post(f"{self.bot.url}/repair/{name}", headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def measured_bot(folder: Path) -> AsyncGenerator[MeasuredBot]:
    """A bot that is ready, in a sandbox of its own."""
    async with running_sandbox() as sandbox, ready_in(sandbox, folder, sync={"quiet": 0.2}) as bot:
        yield MeasuredBot(bot, sandbox)
