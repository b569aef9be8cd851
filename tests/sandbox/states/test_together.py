"""All states at once: none of them makes another one impossible."""

from typing import Any

import discord
import pytest

from ignis.sandbox.world import SEED
from tests.sandbox.states.conftest import Witness
from tests.sandbox.states.test_member_list import Reader
from tests.support.servers.sandbox import RunningSandbox, connected

pytestmark = pytest.mark.asyncio(loop_scope="module")

CASSIAN, TUSHAN = SEED.member("Cassian"), SEED.member("Tu'Shan")
POST = {"name": "Trading Post", "owner": "Orden the Trader", "roles": ["Visitor"], "members": {"Vulkan": ["Visitor"]}}
RENAMING = "PATCH /guilds/{guild}/members/{member}"
LOOKING = "GET /users/{user}"


async def fault(sandbox: RunningSandbox, target: str, kind: str, **more: Any) -> None:
    assert "error" not in await sandbox.control("faults", target=target, kind=kind, seconds=600, **more)


async def roblox_name(sandbox: RunningSandbox, user: int | None) -> str:
    async with sandbox.http.post("/roblox/users/v1/users", json={"userIds": [user]}) as answer:
        (row,) = (await answer.json())["data"]
        return str(row["name"])


async def status_of(sandbox: RunningSandbox, path: str) -> int:
    key = {"Authorization": sandbox.sandbox.keys.bloxlink}
    async with sandbox.http.get(path, headers=key) as answer:
        return answer.status


async def test_every_state_at_once(sandbox: RunningSandbox, witness: Witness) -> None:
    seeded = witness.guilds[0]
    await sandbox.control("servers/invite", **POST)
    (elsewhere,) = await witness.told("guild_join")
    await sandbox.control("servers/outage", server="Trading Post", seconds=600)
    await witness.told("guild_unavailable")
    await sandbox.control("roles/create", name="Scout")
    (scout,) = await witness.told("guild_role_create")
    await sandbox.control("member", actor="Vulkan", member="Tu'Shan", add_roles=["Scout"])
    await witness.told("member_update")
    await fault(sandbox, "audit-log", "late", count=1, delay=0.3)
    await sandbox.control("roles/delete", role="Scout", actor="Cassian")
    await sandbox.control("members/join", name="Gravius")
    await sandbox.control("channels/permissions", channel="legion-alerts", target="Ignis", deny=["view_channel"])
    await sandbox.control("roblox/user", user="TuShan_Nocturne", name="Renamed")
    await fault(sandbox, "roblox-groups", "status-503")
    await sandbox.control("bloxlink/answer", member="Cassian", status=200, body={"resolved": {}})
    await fault(sandbox, "discord-rest", "error-10007", count=1, route=RENAMING)
    await fault(sandbox, "discord-rest", "cloudflare-429", count=1, route=LOOKING)
    await sandbox.control("member-list", interval=30)

    assert [guild.unavailable for guild in (seeded, elsewhere)] == [False, True]
    assert len(await seeded.fetch_roles()) == len(seeded.roles), "the other server works on"
    assert (await witness.told("member_join"))[0].global_name == "Gravius"
    assert (await witness.told("audit_log_entry_create", times=4))[0].action is discord.AuditLogAction.role_delete
    tushan = seeded.get_member(TUSHAN.id)
    assert tushan is not None
    assert str(scout.id) in (await witness.http.get_member(seeded.id, tushan.id))["roles"]
    with pytest.raises(discord.NotFound) as refusal:
        await tushan.edit(nick="Scout")
    assert refusal.value.code == 10007
    assert (await tushan.edit(nick="Scout")).nick == "Scout"  # type: ignore[union-attr]  # it is an edit
    with pytest.raises(discord.HTTPException):
        await witness.fetch_user(TUSHAN.id)
    assert await roblox_name(sandbox, TUSHAN.roblox_id) == "Renamed"
    assert await status_of(sandbox, f"/roblox/groups/v2/users/{TUSHAN.roblox_id}/groups/roles") == 503
    assert await status_of(sandbox, f"/bloxlink/v4/public/guilds/{seeded.id}/discord-to-roblox/{CASSIAN.id}") == 200
    async with connected(Reader(sandbox.guild), sandbox.info) as first:
        assert len(first.guilds[0].members) > 1
    async with connected(Reader(sandbox.guild), sandbox.info) as second:
        assert second.seen("RATE_LIMITED")
