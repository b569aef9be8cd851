"""Whether the bot is ready, and what `/state` says of it."""

import asyncio
import json
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
import simcord

from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.bot.gateway.client import Gateway
from ignis.bot.health import bot_state
from ignis.bot.health.backup_schedule import BackupSchedule
from ignis.bot.health.bot_state import AnsweringDatabase, BotState
from ignis.bot.health.erasures import PendingErasures
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.resilience.background import Background
from ignis.runtime.telemetry.loop_lag import LoopLag
from ignis.services.ports import StorageError
from tests.bot.conftest import NOON, Bench


@dataclass
class FailingDatabase:
    """An AnsweringDatabase that raises, or never answers."""

    error: Exception | None = None

    async def schema_version(self) -> int:
        if self.error is not None:
            raise self.error
        await asyncio.Event().wait()
        raise AssertionError


class NoQuota:
    """ReportedAccounts without Bloxlink."""

    def state(self) -> dict[str, Any]:
        return {"budget": None}


def state_of(bench: Bench, database: AnsweringDatabase) -> BotState:
    return BotState(
        client=bench.client,
        commands=bench.sync,
        roles=bench.roles,
        repairs=bench.repairs,
        database=database,
        role_map=bench.maps,
        lag=LoopLag(),
        circuits=bench.circuits,
        accounts=NoQuota(),
        background=Background(bench.log, SystemClock(), Random(1)),
        erasures=PendingErasures(SqlitePrivacy(bench.database), bench.log),
        backups=BackupSchedule(bench.database, bench.clock, bench.log, every=3600, keep=3),
        read_back=bench.read_back,
        started_at=NOON,
    )


async def served(env: simcord.Env) -> None:
    env.create_guild(name="Age of Warfare")
    await env.settle()


async def test_a_bot_with_a_server_commands_and_a_database_is_ready(simcord_env: simcord.Env, bench: Bench) -> None:
    await served(simcord_env)
    state = state_of(bench, bench.database)
    assert await state.reasons() == []
    assert await state.well()


async def test_each_part_that_is_missing_is_a_reason(simcord_env: simcord.Env, bench: Bench) -> None:
    state = state_of(bench, bench.database)
    assert (await state.reasons())[0].startswith("the bot is in no server yet: invite it with https://")
    await served(simcord_env)
    bench.client.gateway = Gateway.DISCONNECTED
    bench.sync.compared = None
    assert await state.reasons() == ["the gateway is disconnected", "commands were not compared yet"]
    assert not await state.well()


async def test_a_database_that_fails_or_is_slow_is_a_reason(
    simcord_env: simcord.Env, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await served(simcord_env)
    failing = FailingDatabase(StorageError("ignis.db is locked"))
    assert await state_of(bench, failing).reasons() == ["the database is failing: ignis.db is locked"]
    monkeypatch.setattr(bot_state, "_DATABASE_WITHIN", 0.01)
    assert await state_of(bench, FailingDatabase()).reasons() == ["the database is slow: no answer within 0.01 s"]


async def test_the_whole_state_is_json(simcord_env: simcord.Env, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await served(simcord_env)
    monkeypatch.setattr(bench.client, "ws", None)  # simcord's connection has no heartbeats
    await bench.repairs.run("clean-up")
    state = json.loads(json.dumps(await state_of(bench, bench.database).state()))
    assert (state["ready"], state["reasons"], state["started_at"]) == (True, [], NOON.isoformat())
    assert state["database"] == {"status": "ok", "schema_version": state["database"]["schema_version"], "problem": None}
    assert state["database"]["schema_version"] > 0
    assert state["commands"]["in_sync"]
    assert state["commands"]["registered"] == len(bench.catalogue.commands)
    assert state["config"]["revision"] == bench.maps.current.revision
    assert [(one["name"], one["at"]) for one in state["recoveries"]] == [("clean-up", NOON.isoformat())]
    assert state["cache"]["guilds"] == 1
    assert set(state["sync"]) == {
        "problem", "changes", "quiet", "writing", "failing", "contested", "last_round"
    }  # fmt: skip
    assert state["members"]["whole"]
