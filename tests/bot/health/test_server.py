"""The bot's HTTP routes: life, readiness, metrics, and recoveries by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
import pytest_asyncio
import simcord
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.bot.health.backup_schedule import BackupSchedule
from ignis.bot.health.bot_state import BotState
from ignis.bot.health.erasures import PendingErasures
from ignis.bot.health.privacy_routes import privacy_routes
from ignis.bot.health.self_checks import SelfChecks
from ignis.bot.health.server import build_app
from ignis.bot.metrics import BotMetrics
from ignis.repair.recovery import NotRepaired
from ignis.runtime.resilience.background import Background
from ignis.runtime.stack.control_token import ControlToken
from ignis.runtime.telemetry.loop_lag import LoopLag
from ignis.services.privacy import Privacy
from tests.bot.conftest import NOON, Bench

TOKEN = "the-token-of-this-test"
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Counted:
    """Accounts that note how often they are counted."""

    times: int = 0
    state_of_quota: dict[str, Any] = field(default_factory=lambda: {"budget": None})

    async def count_remembered(self) -> None:
        self.times += 1

    def state(self) -> dict[str, Any]:
        return self.state_of_quota


class NoCache:
    """An AccountCacheSource without a cache."""

    now = None


@pytest.fixture
def accounts() -> Counted:
    return Counted()


@pytest_asyncio.fixture
async def http(bench: Bench, accounts: Counted) -> AsyncIterator[TestClient[Any, Any]]:
    registry = CollectorRegistry()
    state = BotState(
        client=bench.client,
        commands=bench.sync,
        roles=bench.roles,
        repairs=bench.repairs,
        database=bench.database,
        role_map=bench.maps,
        lag=LoopLag(),
        circuits=bench.circuits,
        accounts=accounts,
        background=Background(bench.log, bench.clock, Random(1)),
        erasures=PendingErasures(SqlitePrivacy(bench.database), bench.log),
        backups=BackupSchedule(bench.database, bench.clock, bench.log, every=3600, keep=3),
        read_back=bench.read_back,
        started_at=NOON,
    )
    checks = SelfChecks(
        client=bench.client,
        commands=bench.sync,
        accounts=NoCache(),
        repairs=bench.repairs,
        clock=bench.clock,
        within_s=0.5,
    )
    token = ControlToken(TOKEN)
    app = build_app(
        state,
        checks,
        bench.repairs,
        metrics=BotMetrics(registry),
        registry=registry,
        accounts=accounts,
        control_token=token,
        texts=bench.texts,
    )
    app.add_routes(privacy_routes(Privacy(SqlitePrivacy(bench.database)), token, bench.clock))
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_it_lives_before_it_is_ready(simcord_env: simcord.Env, http: TestClient[Any, Any]) -> None:
    assert (await http.get("/livez")).status == 200
    answer = await http.get("/readyz")
    assert (answer.status, (await answer.json())["ready"]) == (503, False)
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    answer = await http.get("/readyz")
    assert (answer.status, await answer.json()) == (200, {"ready": True, "reasons": []})


async def test_a_scrape_brings_readiness_and_accounts_up_to_date(
    simcord_env: simcord.Env, http: TestClient[Any, Any], accounts: Counted
) -> None:
    assert "ignis_bot_ready 0.0" in await (await http.get("/metrics")).text()
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    assert "ignis_bot_ready 1.0" in await (await http.get("/metrics")).text()
    assert accounts.times == 2


async def test_a_recovery_by_hand_needs_the_token(bench: Bench, http: TestClient[Any, Any]) -> None:
    for headers in ({}, {"Authorization": "Bearer something else"}, {"Authorization": TOKEN}):
        answer = await http.post("/repair/resync-commands", headers=headers)
        assert answer.status == 401
        assert "var/run/control.token" in (await answer.json())["error"]
    assert bench.recovery.runs == 0
    answer = await http.post("/repair/resync-commands", headers=ALLOWED)
    assert (answer.status, (await answer.json())["found"]) == (200, "nothing that could be removed")
    assert bench.recovery.runs == 1


async def test_a_failed_recovery_and_an_unknown_name_are_errors(bench: Bench, http: TestClient[Any, Any]) -> None:
    bench.recovery.report = NotRepaired("Discord is down")
    answer = await http.post("/repair/resync-commands", headers=ALLOWED)
    assert (answer.status, (await answer.json())["error"]) == (500, "Discord is down")
    answer = await http.post("/repair/resync", headers=ALLOWED)
    assert answer.status == 404
    assert "resync-commands" in (await answer.json())["error"]


async def test_self_checks_are_answered(http: TestClient[Any, Any]) -> None:
    assert await (await http.get("/checks/cache")).json() == {"configured": False}
    assert (await (await http.get("/checks/commands")).json())["problem"] == (
        "no server is served, or it is being prepared"
    )
