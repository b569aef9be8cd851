"""How much `/userinfo` costs beyond the least there is: Ignis against a bot with one constant card (`make bench`).

Each of the two bots has a sandbox of its own, in a process of its own; in every round one is asked, then the other,
and who begins alternates, so that whatever else the machine does hits both. The time of an answer is what the sandbox
measures from sending the interaction to the acknowledging request: most of it is spent in the sandbox, so a faster
sandbox makes the ratio worse. The processor time is the bot's alone. Pictures and accounts are in memory, as they are
for all but the first reader of a day.
"""

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import clock_gettime, monotonic
from typing import Any, Final

import aiohttp
from rich.console import Console
from rich.table import Table

from ignis.cli.ports import as_variable, pick
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import endpoints

_AT_A_TIME: Final = (1, 10, 50)
_START_WITHIN: Final = 60.0
_GOAL_MEDIAN, _GOAL_P99 = 1.3, 2.0


@dataclass
class Side:
    """One bot with its sandbox. `taken` are its answers of a series in milliseconds, a list for each round; `spent` is
    the bot's processor time of each round, in milliseconds an answer.
    """

    name: str
    url: str
    pid: int
    home: Home
    http: aiohttp.ClientSession
    people: "cycle[str]"
    taken: list[list[float]] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    async def ask(self) -> float:
        body = {"as": next(self.people), "channel": "servitor-terminal", "command": "userinfo", "direct": True}
        async with self.http.post(f"{self.url}/sandbox/slash", json=body) as answer:
            outcome = await answer.json()
        if not outcome.get("acknowledged") or not outcome["messages"][0]["attachments"]:
            sys.exit(f"{self.name} gave no card: {outcome}")
        return float(outcome["latency_ms"])

    async def round(self, requests: int, at_a_time: int) -> list[float]:
        """`at_a_time` people, each of whom asks again as soon as the answer is there."""
        left = iter(range(requests))

        async def person() -> list[float]:
            return [await self.ask() for _ in left]

        shares = await asyncio.gather(*(person() for _ in range(at_a_time)))
        return [taken for share in shares for taken in share]

    async def measured(self, requests: int, at_a_time: int) -> None:
        """A round that counts."""
        before = processor_time(self.pid)
        self.taken.append(await self.round(requests, at_a_time))
        self.spent.append((processor_time(self.pid) - before) / requests * 1000)


def processor_time(pid: int) -> float:
    """Seconds, to the nanosecond, of all threads of a process, by the clock that clock_getcpuclockid(3) names."""
    return clock_gettime((~pid << 3) | 2)


async def main() -> None:
    arguments = _arguments()
    async with AsyncExitStack() as stack:
        floor = await stack.enter_async_context(
            bot_with_sandbox("floor", [str(Path(__file__).with_name("floor_bot.py")), "{home}"])
        )
        ignis = await stack.enter_async_context(bot_with_sandbox("Ignis", ["-m", "ignis.bot"]))
        for side in (floor, ignis):
            await side.round(200, 1)  # every member once and more: pictures, accounts, interpreter
        table = _table()
        for at_a_time in _AT_A_TIME:
            requests = max(arguments.requests, at_a_time * 4)
            for number in range(arguments.rounds):
                for side in (floor, ignis) if number % 2 else (ignis, floor):
                    await side.measured(requests, at_a_time)
            _add_rows(table, at_a_time, floor, ignis)
            for side in (floor, ignis):
                side.taken.clear()
                side.spent.clear()
        Console(width=150).print(table)


@asynccontextmanager
async def bot_with_sandbox(
    name: str, bot: Sequence[str], around: Mapping[str, str] | None = None
) -> AsyncIterator[Side]:
    """Starts a sandbox and a bot, with `around` in their environment; stops both at the end."""
    with TemporaryDirectory(prefix="ignis-bench-") as folder:
        home = Home(Path(folder))
        home.run.mkdir(parents=True)
        home.log.mkdir(parents=True)
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "IGNIS_"))}
        environ |= {"DISCORD_TOKEN": "", "IGNIS_HOME": folder, "IGNIS_PORTS": as_variable(pick(Random()))}  # noqa: S311  ports
        environ |= {"PYTHONPATH": str(project_root())} | dict(around or {})
        with _program(home, "sandbox", ["-m", "ignis.sandbox"], environ):
            url = await _published(home)
            with _program(home, "bot", [part.format(home=folder) for part in bot], environ) as pid:
                async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
                    state = await _state_with_command(http, url)
                    people = [member["name"] for member in state["members"] if not member["bot"]]
                    yield Side(name, url, pid, home, http, cycle(people))


class _program:  # noqa: N801  used as a verb
    def __init__(self, home: Home, name: str, arguments: Sequence[str], environ: dict[str, str]) -> None:
        self._log = (home.log / f"{name}.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, *arguments], env=environ, stdout=self._log, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> int:
        return self._process.pid

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


async def _published(home: Home) -> str:
    deadline = monotonic() + _START_WITHIN
    while (found := endpoints.read(home).get("sandbox")) is None:
        if monotonic() > deadline:
            sys.exit(f"the sandbox did not start:\n{(home.log / 'sandbox.log').read_text()}")
        await asyncio.sleep(0.05)
    return found.url


async def _state_with_command(http: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    deadline = monotonic() + _START_WITHIN
    while True:
        async with http.get(f"{url}/sandbox/state") as answer:
            state: dict[str, Any] = await answer.json()
        if "userinfo" in state["commands"] and state["sessions"]:
            return state
        if monotonic() > deadline:
            sys.exit("a bot did not register /userinfo in time")
        await asyncio.sleep(0.1)


def _table() -> Table:
    table = Table(title="/userinfo, milliseconds from interaction to answer (spread: lowest to highest round)")
    for heading in (
        "at a time",
        "bot",
        "answers",
        "median",
        "spread",
        "p99",
        "spread",
        "median ratio",
        "p99 ratio",
        "processor",
        "ratio",
    ):
        table.add_column(heading, justify="left" if heading == "bot" else "right")
    return table


def _add_rows(table: Table, at_a_time: int, floor: Side, ignis: Side) -> None:
    for side in (floor, ignis):
        everything = sorted(each for taken in side.taken for each in taken)
        ratios = ("", "") if side is floor else _ratios(floor, ignis)
        spent = "" if side is floor else f"{median(ignis.spent) / median(floor.spent):.2f}"
        table.add_row(
            str(at_a_time),
            side.name,
            str(len(everything)),
            f"{median(everything):.1f}",
            _spread([median(taken) for taken in side.taken]),
            f"{_p99(everything):.1f}",
            _spread([_p99(taken) for taken in side.taken]),
            *ratios,
            f"{median(side.spent):.2f} ({_spread(side.spent)})",
            spent,
            end_section=side is ignis,
        )


def _ratios(floor: Side, ignis: Side) -> tuple[str, str]:
    ours, least = ([each for taken in side.taken for each in taken] for side in (ignis, floor))
    middle, tail = median(ours) / median(least), _p99(ours) / _p99(least)
    of_rounds = [median(mine) / median(other) for mine, other in zip(ignis.taken, floor.taken, strict=True)]
    return (
        f"{middle:.2f} ({_spread(of_rounds, 2)}) {_mark(middle, _GOAL_MEDIAN)}",
        f"{tail:.2f} {_mark(tail, _GOAL_P99)}",
    )


def _mark(ratio: float, goal: float) -> str:
    return f"≤ {goal}" if ratio <= goal else f"> {goal}"


def _spread(values: Sequence[float], digits: int = 1) -> str:
    return f"{min(values):.{digits}f}-{max(values):.{digits}f}"


def _p99(values: Sequence[float]) -> float:
    return quantiles(values, n=100, method="inclusive")[98]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10, help="turns of each bot (default 10)")
    parser.add_argument("--requests", type=int, default=100, help="answers a turn (default 100)")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
