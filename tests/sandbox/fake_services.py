"""What the tests of the fake Bloxlink and Roblox share."""

from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from ignis.runtime.base.clock import SystemClock
from ignis.sandbox.world import SEED

KEY = "the-key"
GROUP = SEED.roblox_group_id
TUSHAN = SEED.member("Tu'Shan")
ORDEN = SEED.member("Orden the Trader")  # linked, and not in the group
Client = TestClient[web.Request, web.Application]


class HandClock(SystemClock):
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


async def get(client: Client, path: str, **headers: str) -> tuple[int, Any]:
    async with client.get(path, headers=headers) as answer:
        return answer.status, await answer.json()


def link_of(user_id: int, guild_id: int = SEED.guild_id) -> str:
    return f"/v4/public/guilds/{guild_id}/discord-to-roblox/{user_id}"
