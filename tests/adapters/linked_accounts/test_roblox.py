"""Accounts of Roblox one by one, asked for in batches."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from ignis.adapters.linked_accounts.http_json import SourceError
from ignis.adapters.linked_accounts.roblox import GroupRole, Roblox

CAPTAIN = GroupRole(3, "Captain", 200)


class FakeRoblox:
    """A RobloxTransport and the BatchSource of headshots. It does not know account 404."""

    def __init__(self) -> None:
        self.named: list[tuple[int, ...]] = []
        self.grouped: list[tuple[int, ...]] = []
        self.pictured: list[tuple[int, ...]] = []

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str]:
        self.named.append(tuple(roblox_ids))
        return {one: f"Player{one}" for one in roblox_ids if one != 404}

    async def load(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.pictured.append(tuple(keys))
        return {one: "" if one == 13 else f"https://pictures.invalid/{one}" for one in keys if one != 404}

    @property
    def service(self) -> str:
        return "roblox_fake"

    async def roles_of(self, group_id: int, roblox_ids: Sequence[int]) -> Mapping[int, GroupRole | SourceError]:
        self.grouped.append(tuple(roblox_ids))
        return {one: CAPTAIN for one in roblox_ids if (group_id, one) == (1, 2)}

    async def group_roles(self, group_id: int) -> Sequence[GroupRole]:
        return [CAPTAIN] if group_id == 1 else []


async def test_names_and_headshots_that_come_together_are_one_request_each() -> None:
    fake = FakeRoblox()
    roblox = Roblox(fake, fake)
    names = list(await asyncio.gather(roblox.name(1), roblox.name(2)))
    pictures = list(await asyncio.gather(*map(roblox.headshot, (1, 13, 404))))
    assert names == ["Player1", "Player2"]
    assert pictures == ["https://pictures.invalid/1", "", None]
    assert (fake.named, fake.pictured) == ([(1, 2)], [(1, 13, 404)])


async def test_an_account_that_roblox_does_not_know_has_no_name() -> None:
    roblox = Roblox(FakeRoblox(), FakeRoblox())
    assert await roblox.name(404) is None
    assert roblox.service == "roblox_fake"


async def test_roles_in_a_group_that_are_asked_for_together_are_one_request_of_at_most_fifty() -> None:
    fake = FakeRoblox()
    roblox = Roblox(fake, fake)
    found = await asyncio.gather(*(roblox.group_role(1, one) for one in range(1, 61)), roblox.group_role(9, 2))
    assert [place for place, role in enumerate(found, start=1) if role == CAPTAIN] == [2]
    assert sorted(map(len, fake.grouped)) == [1, 10, 50]


async def test_closing_cancels_who_waits() -> None:
    roblox = Roblox(FakeRoblox(), FakeRoblox())
    waiting = asyncio.create_task(roblox.name(1))
    await asyncio.sleep(0)
    await roblox.aclose()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await waiting
