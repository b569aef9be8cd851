"""A gateway that takes heartbeats and acknowledges none, against the sandbox's real websocket."""

import asyncio
from collections.abc import AsyncGenerator

import pytest_asyncio

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import disconnect
from ignis.bot.gateway.heartbeat_watchdog import HeartbeatWatchdog
from ignis.bot.rest.address import pointed_at
from ignis.sandbox.gateway import GatewayRules
from tests.bot.conftest import Bench
from tests.support.fakes.fake_discord import TOKEN, fake_discord
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.waiting import eventually

RULES = GatewayRules(heartbeat_interval=0.2, identify_interval=0.0)


class Reconnecting:
    """A RecoveryRunner that closes the client's connection, as `reconnect-gateway` does, and notes what it ran."""

    def __init__(self, client: IgnisClient) -> None:
        self._client = client
        self.ran: list[str] = []

    async def run(self, name: str, _why: str, /) -> None:
        self.ran.append(name)
        await disconnect(self._client)


@pytest_asyncio.fixture
async def sandbox() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox(rules=RULES) as running:
        with pointed_at(running.info.api_url, running.info.gateway_url):
            yield running


async def test_a_gateway_that_never_acknowledges_is_connected_again(sandbox: RunningSandbox, bench: Bench) -> None:
    client = bench.client
    repairs = Reconnecting(client)
    watchdog = HeartbeatWatchdog(client, repairs, bench.log, no_ack_after=1)
    tasks = [
        asyncio.create_task(client.start(sandbox.info.token.get_secret_value())),
        asyncio.create_task(watchdog.run()),
    ]
    try:
        await eventually(lambda: client.gateway is Gateway.READY, "READY")
        identified = client.identifies  # more than once where the machine needs a second for the first session
        await sandbox.control("faults", target="discord-gateway", kind="no-ack", seconds=600)
        await eventually(lambda: client.resumes >= 2, "connected again, twice, while nothing is acknowledged")
        assert client.identifies == identified, "the session is resumed: nothing of it is lost"
    finally:
        await client.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert any("acknowledges no heartbeats" in line["event"] for line in bench.lines)
    assert set(repairs.ran) == {"reconnect-gateway"}


async def test_one_that_acknowledges_is_left_alone(sandbox: RunningSandbox, bench: Bench) -> None:
    client = bench.client
    repairs = Reconnecting(client)
    watchdog = HeartbeatWatchdog(client, repairs, bench.log, no_ack_after=2)
    tasks = [
        asyncio.create_task(client.start(sandbox.info.token.get_secret_value())),
        asyncio.create_task(watchdog.run()),
    ]
    await eventually(lambda: client.gateway is Gateway.READY, "READY")
    began = asyncio.get_running_loop().time()
    await eventually(lambda: asyncio.get_running_loop().time() - began > 2.5, "longer than the limit")
    await client.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert repairs.ran == []


async def test_without_a_connection_disconnect_does_nothing(bench: Bench) -> None:
    assert not await disconnect(bench.client)


async def test_a_gateway_that_does_not_answer_the_goodbye_is_not_waited_for(bench: Bench) -> None:
    async with fake_discord() as discord:
        with pointed_at(discord.api_url, discord.gateway_url):
            running = asyncio.create_task(bench.client.start(TOKEN))
            await eventually(bench.client.first_ready.is_set, "READY")
            assert await disconnect(bench.client, patience=0.01)
            await bench.client.close()
            await asyncio.gather(running, return_exceptions=True)
