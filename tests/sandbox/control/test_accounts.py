"""Accounts changed by the control API are what Roblox and Bloxlink then say."""

import pytest

from ignis.sandbox.world import SEED
from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_user_that_left_the_group_has_no_rank_there(sandbox: RunningSandbox) -> None:
    changed = await sandbox.control("roblox/user", user="ZekTsugan", group_role=None)
    assert changed["group_role"] is None
    async with sandbox.http.get(f"/roblox/groups/v2/users/{changed['id']}/groups/roles") as answer:
        assert await answer.json() == {"data": []}
    await sandbox.control("roblox/user", user="ZekTsugan", group_role="Veteran Sergeant")
    assert SEED.member("Tsu'gan").roblox_id == int(changed["id"])
