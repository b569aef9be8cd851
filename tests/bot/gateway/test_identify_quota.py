"""How many sessions may still be begun: Discord's answer, and counted down from it while Discord does not answer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import structlog
from hypothesis import given, strategies as st
from prometheus_client import CollectorRegistry

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.identify_quota import IdentifyQuota, SessionStartLimit, session_start_limit
from ignis.bot.gateway.metrics import GatewayCollector
from ignis.bot.rest.address import pointed_at
from ignis.bot.rest.circuit import discord_rest
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings as Policy
from ignis.runtime.resilience.circuit import CircuitConfig, CircuitState
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.telemetry.logs import Logger
from tests.support.fakes.dice import FixedRoll
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import eventually

HOUR = 3600.0
LOG: Logger = structlog.stdlib.get_logger("test")


@dataclass
class Run:
    sandbox: RunningSandbox
    client: IgnisClient
    circuits: Circuits
    quota: IdentifyQuota

    async def new_session(self) -> None:
        had = self.client.identifies
        await self.sandbox.control("faults", target="discord-gateway", kind="invalid-session", seconds=0.1)
        await eventually(lambda: self.client.identifies > had, "another identify", within=20)

    def asked(self) -> int:
        return [each.path for each in self.sandbox.served].count("/gateway/bot")


@asynccontextmanager
async def running(sandbox: RunningSandbox, *, every: float = HOUR) -> AsyncGenerator[Run]:
    policy = Policy(failures=1, cooldown=HOUR, max_cooldown=HOUR)
    client = IgnisClient(LOG, SystemClock())
    circuits = Circuits(CircuitConfig(policy, SystemClock(), FixedRoll(), LOG), CollectorRegistry(), {})
    quota = IdentifyQuota(client, discord_rest(circuits, client), LOG, every=every)
    with pointed_at(sandbox.info.api_url, sandbox.info.gateway_url):
        await client.login(sandbox.info.token.get_secret_value())
        tasks = [asyncio.create_task(client.connect()), asyncio.create_task(quota.run())]
        try:
            yield Run(sandbox, client, circuits, quota)
        finally:
            circuits.close()
            await client.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_it_asks_after_every_new_session_and_counts_down_without_an_answer() -> None:
    async with running_sandbox() as sandbox, running(sandbox) as run:
        assert (run.quota.limit, run.quota.left) == (None, None)
        await eventually(lambda: run.quota.left == 999, "Discord's figure")
        assert run.quota.limit == 1000
        assert run.asked() == 1
        await sandbox.control("faults", target="discord-rest", kind="status-503", seconds=600)
        await run.new_session()
        assert run.quota.left == 998, "counted here"
        await eventually(
            lambda: run.circuits.circuit("discord_rest").state is CircuitState.OPEN, "asked, and not answered"
        )
        assert run.quota.left == 998


async def test_it_asks_again_by_itself_because_others_may_use_the_same_token() -> None:
    async with running_sandbox() as sandbox, running(sandbox, every=0.05) as run:
        await eventually(lambda: run.quota.left == 999, "Discord's figure")
        sandbox.sandbox.gateway._starts.take(SystemClock().monotonic())
        await eventually(lambda: run.quota.left == 998, "what somebody else has used")


async def test_it_does_not_ask_without_a_session_or_with_a_closed_client() -> None:
    async with running_sandbox() as sandbox, running(sandbox, every=0.01) as run:
        await eventually(lambda: run.quota.left == 999, "Discord's figure")
        await run.client.close()
        asked = run.asked()
        await asyncio.sleep(0.1)
        assert run.asked() <= asked + 1, "at most the one that was under way"
        idle = IdentifyQuota(IgnisClient(LOG, SystemClock()), run.circuits.circuit("unused"), LOG, every=0.01)
        looking = asyncio.create_task(idle.run())
        await asyncio.sleep(0.1)
        assert not looking.done(), "to ask without a login raises"
        looking.cancel()


async def test_the_gauges_are_nan_until_discord_has_answered() -> None:
    async with running_sandbox() as sandbox, running(sandbox) as run:
        registry = CollectorRegistry()
        registry.register(GatewayCollector(run.client, run.quota))
        assert str(registry.get_sample_value("ignis_gateway_identifies_left")) == "nan"
        assert str(registry.get_sample_value("ignis_gateway_identifies_limit")) == "nan"
        await eventually(lambda: registry.get_sample_value("ignis_gateway_identifies_left") == 999, "the gauge")
        assert registry.get_sample_value("ignis_gateway_identifies_limit") == 1000


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["session_start_limit", "total", "remaining"]), inner)
    ),
)


@given(STRANGE)
def test_any_answer_is_a_limit_or_a_value_error(answer: object) -> None:
    try:
        found = session_start_limit(answer, 3)
    except ValueError:
        return
    assert 0 <= found.left <= found.limit
    assert found.identifies == 3


def test_discords_own_answer() -> None:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    answer = {"url": "wss://gateway.discord.gg/", "shards": 9, "session_start_limit": limit}
    assert session_start_limit(answer, 1) == SessionStartLimit(1000, 999, 1)
    with pytest.raises(ValueError, match="no session_start_limit"):
        session_start_limit({"url": "wss://gateway.discord.gg/"}, 1)
