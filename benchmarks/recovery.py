"""How soon a killed bot is back: Ignis and other keepers of processes, with the same bot (`make bench-recovery`).

Every keeper has a home and a sandbox of its own; all run at once, and in every round each one's bot is killed (-9) in
turn, so that whatever else the machine does hits all. Three spans are measured from the kill: until there is a new
process, until Discord has sent it READY, until it answers `/userinfo`. Beside them stands what no keeper can beat: how
long a bare discord.py bot takes from its start to READY, and to its own `on_ready`, for which Ignis' `/readyz` stands
here: it waits for the commands and the database besides.

Every kill is the first one: Ignis is told, as after ten healthy minutes, that the crashes before do not count. The bot
has lived for at least six seconds by then, because Discord refuses a second session within five.
"""

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

import aiohttp
import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.keepers import Bot, Keeper, installed, pid_of
from ignis.cli.ports import as_variable, pick
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import endpoints

_WITHIN: Final = 90.0
_LIVES: Final = 6.0
_BARE: Final = "a bare discord.py bot's own start"
_SPANS: Final = ("new process", "became the bot", "READY", "answers /userinfo", "start to READY", "start to ready")
_GOALS: Final = (60.0, 10.0, 2.0, 1.15)


@dataclass
class Side:
    """One keeper with its bot. `taken` are milliseconds by span, one for each kill."""

    name: str
    home: Home
    http: aiohttp.ClientSession
    url: str = ""
    killed_at: float = 0.0
    taken: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    def note(self, span: str, seconds: float) -> None:
        self.taken.setdefault(span, []).append(seconds * 1000)

    async def newest(self) -> tuple[str, float] | None:
        """The youngest connected session, and when Discord sent it READY (monotonic)."""
        try:
            async with self.http.get(f"{self.url}/sandbox/state") as answer:
                sessions = (await answer.json())["sessions"]
        except (aiohttp.ClientError, OSError):
            return None
        found = min((one for one in sessions if one["connected"]), key=lambda one: one["age_s"], default=None)
        return (found["id"], monotonic() - found["age_s"]) if found else None

    async def answers(self) -> bool:
        body = {"as": "Vulkan", "channel": "servitor-terminal", "command": "userinfo", "direct": True}
        try:
            timeout = aiohttp.ClientTimeout(total=1)
            async with self.http.post(f"{self.url}/sandbox/slash", json=body, timeout=timeout) as answer:
                return bool((await answer.json()).get("acknowledged"))
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def settled(self) -> bool:
        """Whether the bot calls itself ready."""
        bot = endpoints.read(self.home).get("bot")
        if bot is None or (pid_of(self.home) or (0,))[0] != bot.pid:
            return False
        try:
            async with self.http.get(f"{bot.url}/readyz") as answer:
                return answer.status == HTTPStatus.OK
        except (aiohttp.ClientError, OSError):
            return False

    async def kill(self) -> None:
        """Kills the bot and measures how it comes back."""
        before = pid_of(self.home)
        session = await self.newest()
        assert before is not None
        assert session is not None
        self.home.stability_mark("bot").touch()
        old = frozenset({before[0]})
        began = monotonic()
        os.kill(before[0], 9)
        await until(lambda: pid_of(self.home, but_not=old), 0.001)
        born = monotonic()
        await until(lambda: (pid_of(self.home, but_not=old) or (0, False))[1], 0.001)
        became = monotonic()
        ready = await self.ready(session[0])
        answered, settled = await asyncio.gather(_first(self.answers), _first(self.settled))
        for span, moment in zip(_SPANS, (born, became, ready, answered), strict=False):
            self.note(span, moment - began)
        self.note(_SPANS[4], ready - born)
        self.note(_SPANS[5], settled - born)

    async def ready(self, old: str) -> float:
        deadline = monotonic() + _WITHIN
        while (found := await self.newest()) is None or found[0] == old:
            assert monotonic() < deadline, f"{self.name}: the bot does not come back"
            await asyncio.sleep(0.02)
        return found[1]


async def _first(ask: Callable[[], Awaitable[bool]]) -> float:
    """When `ask` was true for the first time (monotonic)."""
    deadline = monotonic() + _WITHIN
    while not await ask():
        assert monotonic() < deadline, "the bot does not do its work"
        await asyncio.sleep(0.01)
    return monotonic()


async def until(ask: Callable[[], object], every: float) -> None:
    deadline = monotonic() + _WITHIN
    while not ask():
        assert monotonic() < deadline, "the bot is not restarted"
        await asyncio.sleep(every)


async def main() -> None:
    arguments = _arguments()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)))
        keepers = installed()
        sides = [await stack.enter_async_context(_side(name, keepers[name], http)) for name in keepers]
        bare = await stack.enter_async_context(_bare(http))
        dice = Random(arguments.seed)  # noqa: S311  who is idle is looked at by its keeper once a second or so
        for number in range(arguments.kills):
            print(f"round {number + 1} of {arguments.kills}", file=sys.stderr)
            began = monotonic()
            for side in sides:
                await asyncio.sleep(dice.random())
                await side.kill()
            await _start_bare(bare)
            await asyncio.sleep(max(0.0, _LIVES - (monotonic() - began)))
        report(sides, bare)


@asynccontextmanager
async def _side(name: str, keeper: Keeper, http: aiohttp.ClientSession) -> AsyncIterator[Side]:
    with TemporaryDirectory(prefix="ignis-bench-") as folder:
        home, environ = _prepared(Path(folder))
        command = [sys.executable, "-m", "ignis.bot"]
        bot = Bot(home, Path(folder), environ, command)
        async with AsyncExitStack() as stack:
            if name != "Ignis":  # which brings its own
                stack.enter_context(_sandbox(home, environ))
                await _published(home)
            await asyncio.to_thread(stack.enter_context, keeper(bot))
            side = Side(name, home, http, await _published(home))
            await side.ready("")
            await _first(side.answers)
            await asyncio.sleep(_LIVES)
            yield side


@asynccontextmanager
async def _bare(http: aiohttp.ClientSession) -> AsyncIterator[Side]:
    with TemporaryDirectory(prefix="ignis-bench-") as folder:
        home, environ = _prepared(Path(folder))
        with _sandbox(home, environ):
            yield Side(_BARE, home, http, await _published(home))


async def _start_bare(side: Side) -> None:
    script = str(Path(__file__).with_name("bare_bot.py"))
    environ = dict(os.environ) | {"PYTHONPATH": str(project_root())}
    before = await side.newest()
    began = monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, script, str(side.home.root), env=environ, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    side.note(_SPANS[4], await side.ready(before[0] if before else "") - began)
    await process.stdout.readline()
    side.note(_SPANS[5], monotonic() - began)
    process.kill()
    await process.wait()


def _prepared(folder: Path) -> tuple[Home, dict[str, str]]:
    """A home, and the environment with a configuration whose budget of restarts does not run out."""
    home = Home(folder / "home")
    home.create()
    config = folder / "config"
    config.mkdir()
    shipped = project_root() / "config"
    settings = yaml.safe_load((shipped / "ignis.yaml").read_text(encoding="utf-8"))
    settings["restarts"] |= {"per_hour": 1000, "burst": 1000}
    (config / "ignis.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (config / "roles_ranks.json").write_bytes((shipped / "roles_ranks.json").read_bytes())
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "IGNIS_"))}
    environ |= {
        "DISCORD_TOKEN": "",
        "IGNIS_HOME": str(home.root),
        "IGNIS_CONFIG": str(config / "ignis.yaml"),
        "IGNIS_PORTS": as_variable(pick(Random())),  # noqa: S311  ports
        "PYTHONPATH": str(project_root()),
    }
    return home, environ


class _sandbox:  # noqa: N801  used as a verb
    def __init__(self, home: Home, environ: dict[str, str]) -> None:
        self._log = (home.log / "sandbox.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ignis.sandbox"], env=environ, stdout=self._log, stderr=self._log
        )

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()


async def _published(home: Home) -> str:
    deadline = monotonic() + _WITHIN
    while (found := endpoints.read(home).get("sandbox")) is None:
        assert monotonic() < deadline, f"the sandbox did not start: {home.log}/sandbox.log"
        await asyncio.sleep(0.05)
    return found.url


def report(sides: Sequence[Side], bare: Side) -> None:
    table = Table(title="from kill -9, in milliseconds: min / median / p90 / max")
    table.add_column("keeper")
    for span in _SPANS:
        table.add_column(span, justify="right")
    for side in (*sides, bare):
        table.add_row(side.name, *(_spread(side.taken.get(span)) for span in _SPANS))
    console = Console(width=150)
    console.print(table)
    for line in verdicts({side.name: side.taken for side in sides}, bare.taken):
        console.print(line)


def verdicts(taken: dict[str, dict[str, list[float]]], bare: dict[str, list[float]]) -> list[str]:
    """The goals, and whether they were met."""
    born = {name: median(spans[_SPANS[0]]) for name, spans in taken.items()}
    ours = born["Ignis"]
    most, faster, within, slower = _GOALS
    lines = [
        _line(f"respawn {ours:.0f} ms", f"≤ {most:.0f} ms", met=ours <= most),
        _line(f"{born['supervisord alone'] / ours:.1f} times supervisord alone", f"≥ {faster:g} times",
              met=born["supervisord alone"] >= faster * ours),
    ]  # fmt: skip
    if "runit" in born:
        lines.append(
            _line(f"{ours / born['runit']:.2f} times runit", f"≤ {within:g} times", met=ours <= within * born["runit"])
        )
    for span in _SPANS[4:]:
        ratio = median(taken["Ignis"][span]) / median(bare[span])
        lines.append(_line(f"{span} {ratio:.2f} times a bare bot's", f"≤ {slower:g} times", met=ratio <= slower))
    return lines


def _line(what: str, goal: str, *, met: bool) -> str:
    return f"{'met   ' if met else 'MISSED'} {what} (goal {goal})"


def _spread(values: list[float] | None) -> str:
    if not values:
        return ""
    p90 = quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else values[0]
    return " / ".join(f"{value:.0f}" for value in (min(values), median(values), p90, max(values)))


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20, help="of each bot (default 20)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments of the kills")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
