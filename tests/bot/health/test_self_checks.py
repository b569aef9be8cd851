"""What the bot finds out about itself when a check asks: its commands on the server, its cache of accounts."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import simcord

from ignis.bot.health.self_checks import YOUNG, AccountCache, SelfChecks
from ignis.services.ports import StorageError
from tests.bot.conftest import Bench


class Shelf:
    """An AccountCache that keeps what is put in, loses it, or raises `error`."""

    hits = 3
    lookups = 4

    def __init__(self, *, keeps: bool = True, error: str | None = None) -> None:
        self._keeps = keeps
        self._error = error

    async def try_out(self) -> bool:
        if self._error is not None:
            raise StorageError(self._error)
        return self._keeps


@dataclass
class Caches:
    """An AccountCacheSource."""

    now: AccountCache | None


class Asked:
    """The checks of a bench's bot, and how often they triggered `resync-commands`."""

    def __init__(self, bench: Bench, cache: AccountCache | None = None) -> None:
        self.bench = bench
        self.checks = SelfChecks(
            client=bench.client,
            commands=bench.sync,
            accounts=Caches(cache),
            repairs=bench.repairs,
            clock=bench.clock,
            within_s=0.5,
        )

    async def alarms(self) -> int:
        """Waits for the recovery that was triggered, if any."""
        await asyncio.gather(*self.bench.repairs._running.values())
        return self.bench.recovery.runs

    async def commands(self, *, later: float = YOUNG + 1) -> dict[str, Any]:
        self.bench.clock.time += timedelta(seconds=later)
        return await self.checks.commands()


def fetches(env: simcord.Env) -> int:
    return len([one for one in env.http_requests if (one.method, one.path[-9:]) == ("GET", "/commands")])


async def test_without_a_server_nothing_is_compared(bench: Bench) -> None:
    answer = await Asked(bench).commands()
    assert (answer["registered"], answer["problem"]) == (None, "no server is served, or it is being prepared")


async def test_commands_that_somebody_changed_are_found_and_help_is_called(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    handle = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    asked = Asked(bench)
    answer = await asked.commands()
    assert answer["registered"] == answer["tree"] != ""
    assert (answer["count"], answer["age_s"], answer["problem"]) == (len(bench.catalogue.commands), 0, None)
    assert await asked.alarms() == 0

    await bench.client.http.bulk_upsert_guild_commands(bench.client.application_id or 0, handle.id, [])
    answer = await asked.commands()
    assert answer["registered"] != answer["tree"]
    assert await asked.alarms() == 1
    assert bench.sync.problem == "the server's commands are not the bot's own"

    assert bench.client.guild is not None
    await bench.sync.ensure(bench.client.guild)
    answer = await asked.commands()
    assert answer["registered"] == answer["tree"]
    assert await asked.alarms() == 1


async def test_an_outage_of_discord_leaves_what_was_found_before(simcord_env: simcord.Env, bench: Bench) -> None:
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    asked = Asked(bench)
    simcord_env.inject_error("GET", "/applications/*/guilds/*/commands", status=503, code=0, times=10)
    answer = await asked.commands(later=300)
    assert answer["registered"] == answer["tree"]
    assert answer["age_s"] == 300
    assert answer["problem"] is not None
    assert bench.sync.problem is None, "what was found right does not make the bot unready"
    assert await asked.alarms() == 0


async def test_whoever_asks_again_and_again_does_not_make_the_bot_ask_discord(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    asked = Asked(bench)
    await asked.commands()
    before = fetches(simcord_env)
    for _ in range(20):
        await asked.commands(later=0.1)
    assert fetches(simcord_env) == before


async def test_the_caches_round_trip_is_told(bench: Bench) -> None:
    assert await Asked(bench).checks.cache() == {"configured": False}
    answer = await Asked(bench, Shelf()).checks.cache()
    assert (answer["configured"], answer["problem"], answer["hits"], answer["lookups"]) == (True, None, 3, 4)
    assert answer["round_trip_s"] is not None
    for broken, problem in (
        (Shelf(keeps=False), "what was put in did not come back"),
        (Shelf(error="disk full"), "disk full"),
    ):
        answer = await Asked(bench, broken).checks.cache()
        assert (answer["round_trip_s"], answer["problem"]) == (None, problem)
