import asyncio

from ignis.bot.gateway.heartbeat import last_ack_age, latency
from ignis.bot.rest.address import pointed_at
from tests.bot.conftest import Bench
from tests.support.fakes.fake_discord import TOKEN, fake_discord
from tests.support.waiting import eventually


async def test_nothing_is_known_before_there_is_a_connection(bench: Bench) -> None:
    assert last_ack_age(bench.client) is None
    assert latency(bench.client) is None


async def test_the_private_names_still_mean_what_they_meant(bench: Bench) -> None:
    async with fake_discord() as discord:
        with pointed_at(discord.api_url, discord.gateway_url):
            running = asyncio.create_task(bench.client.start(TOKEN))
            await eventually(bench.client.first_ready.is_set, "READY")
            age, answered = last_ack_age(bench.client), latency(bench.client)
            await bench.client.close()
            await running
    assert age is not None
    assert age >= 0
    assert answered is not None, "the first heartbeat is sent at once, and the fake acknowledges it"


async def test_discord_pys_own_pause_before_it_identifies_is_no_latency(bench: Bench) -> None:
    async with fake_discord() as discord:
        with pointed_at(discord.api_url, discord.gateway_url):
            running = asyncio.create_task(bench.client.start(TOKEN))
            await eventually(bench.client.first_ready.is_set, "READY")
            bench.client.identified_at += 5  # as after a pause
            paused = latency(bench.client)
            bench.client.identified_at -= 5
            answered = latency(bench.client)
            await bench.client.close()
            await running
    assert paused is None
    assert answered is not None
