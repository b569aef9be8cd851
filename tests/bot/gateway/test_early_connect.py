"""The bot is on its way to Discord before there is anything else of it."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pydantic import SecretStr

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.early_connect import EarlyConnect, connecting_early
from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings import DiscordSettings, Settings
from ignis.runtime.stack import endpoints, sandbox_info
from ignis.runtime.stack.process import CONFIG, Exit, Process
from ignis.runtime.telemetry.redact import Redactor
from tests.bot.conftest import Bench
from tests.support.fakes.fake_discord import TOKEN, FakeDiscord, fake_discord, hang
from tests.support.servers.sandbox import running_sandbox
from tests.support.waiting import eventually


def process(folder: Path, bench: Bench, discord: FakeDiscord | None = None, token: str | None = TOKEN) -> Process:
    """With `discord` it is a bot of that Discord, and without one a bot of the sandbox in its home."""
    home = Home(folder / "home")
    home.create()
    addresses: dict[str, Any] = (
        {} if discord is None else {"api_url": discord.api_url, "gateway_url": discord.gateway_url}
    )
    settings = Settings(discord=DiscordSettings(**addresses, guild_id=7))
    secrets = Secrets() if discord is None or token is None else Secrets(discord_token=SecretStr(token))
    return Process("bot", settings, folder / "ignis.yaml", home, secrets, Redactor(), bench.log)


@asynccontextmanager
async def connecting(process: Process, client: IgnisClient) -> AsyncGenerator[EarlyConnect]:
    async with connecting_early(process, client, Random(1)) as early:
        yield early


async def test_the_head_start_ends_when_the_gateway_was_asked_for_a_session(tmp_path: Path, bench: Bench) -> None:
    async with fake_discord() as discord, connecting(process(tmp_path, bench, discord), bench.client) as early:
        await early.head_start()
        assert bench.client.identifies == 1
        await eventually(lambda: bench.client.gateway is Gateway.READY, "READY, while nothing else is built")


async def test_a_discord_that_hangs_delays_the_rest_for_a_second_only(tmp_path: Path, bench: Bench) -> None:
    async with fake_discord() as discord:
        discord.handshakes = [hang]
        async with connecting(process(tmp_path, bench, discord), bench.client) as early:
            async with asyncio.timeout(20):  # discord.py itself waits for a minute
                await early.head_start()
            assert bench.client.identifies == 0
            assert not early.session.done()


async def test_the_client_learns_which_server_to_serve_and_whether_it_is_discords(tmp_path: Path, bench: Bench) -> None:
    async with fake_discord() as discord, connecting(process(tmp_path, bench, discord), bench.client) as early:
        found = await early.upstreams()
        assert (found.api_url, found.sandbox) == (discord.api_url, False)
        assert bench.client.wanted_guild == 7
        assert bench.client.on_discord


async def test_without_a_token_it_waits_for_the_sandbox_and_does_not_hold_up_the_rest(
    tmp_path: Path, bench: Bench
) -> None:
    waiting = process(tmp_path, bench)
    async with running_sandbox() as sandbox, connecting(waiting, bench.client) as early:
        await early.head_start()
        assert not bench.client.asked.is_set(), "there is no sandbox yet"
        sandbox_info.write(waiting.home, sandbox.info)
        endpoints.publish(waiting.home, "sandbox", sandbox.url, pid=os.getpid())
        assert (await early.upstreams()).sandbox
        assert not bench.client.on_discord
        await eventually(lambda: bench.client.gateway is Gateway.READY, "READY")


async def test_a_refused_token_is_what_the_session_ends_with(tmp_path: Path, bench: Bench) -> None:
    async with fake_discord() as discord:
        async with connecting(process(tmp_path, bench, discord, token="another.token"), bench.client) as early:
            await early.head_start()
            with pytest.raises(Exit, match="DISCORD_TOKEN is refused") as end:
                await early.session
        assert end.value.code == CONFIG


async def test_the_end_of_the_context_closes_the_client(tmp_path: Path, bench: Bench) -> None:
    async with fake_discord() as discord:
        async with connecting(process(tmp_path, bench, discord), bench.client):
            await eventually(lambda: bench.client.gateway is Gateway.READY, "READY")
        assert bench.client.is_closed()
        await eventually(lambda: discord.sockets[0].closed, "the connection is closed")
