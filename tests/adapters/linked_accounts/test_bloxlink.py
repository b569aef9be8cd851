"""Bloxlink over real HTTP; tests/contract/test_profile_sources.py asks the sandbox's."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from pydantic import SecretStr

from ignis.adapters.database.database import open_database
from ignis.adapters.linked_accounts.bloxlink import Bloxlink
from ignis.adapters.linked_accounts.daily_quota import DailyQuota
from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.services.ports import AccountUrgency
from tests.support.fakes.asked_services import Asked, limiter
from tests.support.fakes.turned_clock import TurnedClock
from tests.support.servers.canned_server import CannedServer

MEMBER = "GET /v4/public/guilds/7/discord-to-roblox/42"


@dataclass
class Guild:
    served_guild_id: int | None = 7


@dataclass
class Rig:
    bloxlink: Bloxlink
    guild: Guild
    quota: DailyQuota


@pytest_asyncio.fixture
async def rig(tmp_path: Path, asked: Asked, server: CannedServer) -> AsyncGenerator[Rig]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        quota = DailyQuota(database, "bloxlink test", 10, TurnedClock(), structlog.stdlib.get_logger("test"))
        guild, key = Guild(), SecretStr("the-key")
        service = asked.service("bloxlink")
        yield Rig(Bloxlink(service, server.url, key, guild, quota=quota, limiter=limiter()), guild, quota)
        service.circuit.close()


async def test_a_linked_member_is_found_with_the_key(rig: Rig, server: CannedServer) -> None:
    server.answers[MEMBER] = (200, '{"robloxID": "123"}')
    assert await rig.bloxlink.roblox_id(42) == 123
    assert server.requests == [(MEMBER, "the-key")]
    assert rig.bloxlink.well


async def test_a_member_without_an_account_is_an_answer(rig: Rig, server: CannedServer) -> None:
    server.answers[MEMBER] = (404, '{"error": "not found"}')
    assert await rig.bloxlink.roblox_id(42) is None


async def test_a_proxys_404_unlinks_nobody(rig: Rig, server: CannedServer) -> None:
    for body in ("<html>not found</html>", "[]", '{"error": null}'):
        server.answers[MEMBER] = (404, body)
        with pytest.raises(SourceError, match="Bloxlink answered 404") as caught:
            await rig.bloxlink.roblox_id(42)
        assert caught.value.circuit == rig.bloxlink.service == "bloxlink"
    assert rig.bloxlink.well


async def test_what_is_left_is_without_what_is_reserved(rig: Rig, server: CannedServer) -> None:
    server.answers[MEMBER] = (200, '{"robloxID": "123"}')
    assert [rig.bloxlink.left(urgency) for urgency in AccountUrgency] == [10, 9, 5]
    await rig.bloxlink.roblox_id(42)
    assert [rig.bloxlink.left(urgency) for urgency in AccountUrgency] == [9, 8, 4]


async def test_the_guild_of_the_moment_is_asked_for(rig: Rig, server: CannedServer) -> None:
    rig.guild.served_guild_id = None
    with pytest.raises(SourceError, match="before the server is known") as caught:
        await rig.bloxlink.roblox_id(42)
    assert caught.value.outcome is RequestOutcome.NOT_READY
    assert server.requests == []
    rig.guild.served_guild_id = 8
    server.answers["GET /v4/public/guilds/8/discord-to-roblox/42"] = (200, '{"robloxID": "5"}')
    assert await rig.bloxlink.roblox_id(42) == 5


async def test_each_request_takes_one_of_the_quota_and_a_probe_as_well(rig: Rig, server: CannedServer) -> None:
    server.answers[MEMBER] = (200, '{"robloxID": "123"}')
    server.answers["GET /v4/public/guilds/7/discord-to-roblox/1"] = (404, '{"error": "no"}')
    await rig.bloxlink.roblox_id(42, AccountUrgency.BACKGROUND)
    await rig.bloxlink.probe()
    assert rig.quota.left().left == 8


async def test_the_background_leaves_half_to_readers(rig: Rig, server: CannedServer) -> None:
    server.answers[MEMBER] = (200, '{"robloxID": "123"}')
    for _ in range(5):
        await rig.bloxlink.roblox_id(42, AccountUrgency.BACKGROUND)
    with pytest.raises(SourceError) as caught:
        await rig.bloxlink.roblox_id(42, AccountUrgency.BACKGROUND)
    assert caught.value.outcome is RequestOutcome.SPENT
    assert await rig.bloxlink.roblox_id(42, AccountUrgency.READER) == 123


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        '{"robloxID": "99999999999999999999"}',
        '{"robloxID": -5}',
        '{"robloxID": true}',
        '{"robloxID": null}',
        f'{{"robloxID": "{"7" * 5000}"}}',
        f'{{"robloxID": {"7" * 5000}}}',
        '{"robloxID": "\\ud800"}',
    ],
    ids=lambda body: body[:30],
)
async def test_an_impossible_answer_concerns_one_member_and_costs_one_request(
    rig: Rig, server: CannedServer, body: str
) -> None:
    for member in (41, 42, 43, 44):
        path = f"GET /v4/public/guilds/7/discord-to-roblox/{member}"
        server.answers[path] = (200, body)
        with pytest.raises(SourceError) as caught:
            await rig.bloxlink.roblox_id(member)
        assert caught.value.outcome is RequestOutcome.UNUSABLE
        assert str(caught.value) == "Bloxlink answered 200 without what was asked for"
    assert rig.bloxlink.well
    assert len(server.requests) == 4
