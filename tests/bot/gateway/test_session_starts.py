"""How many sessions may still be begun: as Discord says, and counted on from there while it says nothing."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import structlog
from hypothesis import given, strategies as st
from prometheus_client import CollectorRegistry

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.discord_metrics import GatewayCollector
from ignis.bot.gateway.session_starts import SessionStarts, StartLimit, starts_in
from ignis.bot.rest.address import pointed_at
from ignis.bot.rest.circuit import discord_rest
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings as Policy
from ignis.runtime.resilience.circuit import CircuitConfig, CircuitState
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.telemetry.logs import Logger
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import eventually

HOUR = 3600.0
LOG: Logger = structlog.stdlib.get_logger("test")


@dataclass
class Run:
    sandbox: RunningSandbox
    client: IgnisClient
    circuits: Circuits
    starts: SessionStarts

    async def new_session(self) -> None:
        had = self.client.identifies
        await self.sandbox.control("faults", target="discord-gateway", kind="invalid-session", seconds=0.1)
        await eventually(lambda: self.client.identifies > had, "another identify", within=20)

    def asked(self) -> int:
        return [each.path for each in self.sandbox.served].count("/gateway/bot")


@asynccontextmanager
async def running(sandbox: RunningSandbox, *, every: float = HOUR) -> AsyncGenerator[Run]:
    policy = Policy(failures=1, cooldown=HOUR, max_cooldown=HOUR)
    client = IgnisClient(LOG)
    circuits = Circuits(CircuitConfig(policy, SystemClock(), lambda: 0.5, LOG), CollectorRegistry(), {})
    starts = SessionStarts(client, discord_rest(circuits, client), LOG, every=every)
    with pointed_at(sandbox.info.api_url, sandbox.info.gateway_url):
        await client.login(sandbox.info.token.get_secret_value())
        tasks = [asyncio.create_task(client.connect()), asyncio.create_task(starts.run())]
        try:
            yield Run(sandbox, client, circuits, starts)
        finally:
            circuits.close()
            await client.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_asked_after_every_new_session_and_counted_on_while_discord_says_nothing() -> None:
    async with running_sandbox() as sandbox, running(sandbox) as run:
        assert (run.starts.limit, run.starts.left) == (None, None)
        await eventually(lambda: run.starts.left == 999, "Discord's figure")
        assert run.starts.limit == 1000
        assert run.asked() == 1
        await sandbox.control("faults", target="discord-rest", kind="status-503", seconds=600)
        await run.new_session()
        assert run.starts.left == 998, "counted here"
        await eventually(
            lambda: run.circuits.circuit("discord_rest").state is CircuitState.OPEN, "asked, and not answered"
        )
        assert run.starts.left == 998


async def test_asked_again_by_itself_because_others_may_use_the_same_token() -> None:
    async with running_sandbox() as sandbox, running(sandbox, every=0.05) as run:
        await eventually(lambda: run.starts.left == 999, "Discord's figure")
        sandbox.sandbox.gateway._starts.take(SystemClock().monotonic())
        await eventually(lambda: run.starts.left == 998, "what somebody else has used")


async def test_nobody_is_asked_before_there_is_a_session_nor_by_a_client_that_is_closed() -> None:
    async with running_sandbox() as sandbox, running(sandbox, every=0.01) as run:
        await eventually(lambda: run.starts.left == 999, "Discord's figure")
        await run.client.close()
        asked = run.asked()
        await asyncio.sleep(0.1)
        assert run.asked() <= asked + 1, "at most the one that was under way"
        idle = SessionStarts(IgnisClient(LOG), run.circuits.circuit("unused"), LOG, every=0.01)
        looking = asyncio.create_task(idle.run())
        await asyncio.sleep(0.1)
        assert not looking.done(), "to ask without a login raises"
        looking.cancel()


async def test_the_gauges_are_no_number_until_it_is_known() -> None:
    async with running_sandbox() as sandbox, running(sandbox) as run:
        registry = CollectorRegistry()
        registry.register(GatewayCollector(run.client, run.starts))
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
def test_whatever_is_answered_is_a_figure_or_none_of_discords(answer: object) -> None:
    try:
        found = starts_in(answer, 3)
    except ValueError:
        return
    assert 0 <= found.left <= found.limit
    assert found.identifies == 3


def test_discords_own_answer() -> None:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    answer = {"url": "wss://gateway.discord.gg/", "shards": 9, "session_start_limit": limit}
    assert starts_in(answer, 1) == StartLimit(1000, 999, 1)
    with pytest.raises(ValueError, match="no session_start_limit"):
        starts_in({"url": "wss://gateway.discord.gg/"}, 1)
