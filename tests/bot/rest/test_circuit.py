from typing import cast

import aiohttp
import discord
import pytest
import simcord

from ignis.bot.rest.circuit import judge
from ignis.runtime.resilience.circuit import CallOutcome, CircuitState
from tests.bot.conftest import Bench


class _Answer:
    """The part of a response that discord.py's errors read."""

    reason = "for a test"

    def __init__(self, status: int) -> None:
        self.status = status


def http_error(status: int) -> discord.HTTPException:
    answer = cast("aiohttp.ClientResponse", _Answer(status))
    return discord.HTTPException(answer, {"message": "no", "code": 0})


@pytest.mark.parametrize(
    ("error", "sign"),
    [
        (http_error(500), CallOutcome.FAILURE),
        (http_error(503), CallOutcome.FAILURE),
        (http_error(429), CallOutcome.FAILURE),
        (http_error(403), CallOutcome.LIFE),
        (http_error(404), CallOutcome.LIFE),
        (aiohttp.ServerDisconnectedError(), CallOutcome.FAILURE),
        (ConnectionResetError(), CallOutcome.FAILURE),
        (TimeoutError(), CallOutcome.FAILURE),
        (AttributeError("no session yet"), CallOutcome.NOTHING),
    ],
)
def test_what_an_error_says_about_discord(error: Exception, sign: CallOutcome) -> None:
    assert judge.verdict(error).outcome is sign


def test_a_rate_limit_says_for_how_long() -> None:
    assert judge.verdict(discord.RateLimited(90)).retry_after == 90


async def test_commands_wait_while_the_circuit_is_open(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    served = bench.client.get_guild(guild.id)
    assert served is not None

    async def down() -> None:
        raise ConnectionRefusedError

    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            await bench.rest.call(down)
    assert bench.rest.state is CircuitState.OPEN
    before = len(simcord_env.http_requests)
    await bench.sync.compare(served, within_s=5)
    assert bench.sync.trouble is not None
    assert bench.sync.trouble.startswith("commands wait: discord_rest is down; it is tried again at ")
    assert len(simcord_env.http_requests) == before
