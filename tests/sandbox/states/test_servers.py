"""Several servers, as an unmodified discord.py sees them: invited, removed, an outage."""

import discord
import pytest

from ignis.sandbox.world import SEED
from tests.sandbox.states.conftest import Witness
from tests.support.servers.sandbox import Bot, RunningSandbox, connected
from tests.support.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="module")

POST = {
    "name": "Trading Post",
    "owner": "Orden the Trader",
    "roles": ["Visitor", "Legion Officer"],
    "members": {"Vulkan": ["Legion Officer"]},
}


async def test_the_bot_is_invited_elsewhere_and_removed(sandbox: RunningSandbox, witness: Witness) -> None:
    shown = await sandbox.control("servers/invite", **POST)
    assert (shown["name"], shown["bot_is_in"], shown["available"], shown["members"]) == ("Trading Post", True, True, 3)
    (guild,) = await witness.told("guild_join")
    assert (guild.name, guild.chunked) == ("Trading Post", True)
    assert {member.global_name for member in guild.members} == {"Orden the Trader", "Vulkan", "Ignis"}
    assert [role.name for role in guild.roles] == ["@everyone", "Visitor", "Legion Officer", "Ignis"]
    assert sandbox.guild.id in {each.id for each in witness.guilds}
    await sandbox.control("servers/leave", server="Trading Post")
    (gone,) = await witness.told("guild_remove")
    assert (gone.id, [each.id for each in witness.guilds]) == (guild.id, [sandbox.guild.id])
    with pytest.raises(discord.NotFound):
        await witness.fetch_guild(guild.id)


async def test_it_comes_back_to_a_server_as_it_left_it_with_a_new_role_alone(
    sandbox: RunningSandbox, witness: Witness
) -> None:
    before = sandbox.sandbox.simulation.servers.find(None).members[witness.application_id or 0]
    sandbox.sandbox.simulation.backend.edit_member(
        sandbox.guild.id, before.user_id, {"role_ids": [*before.role_ids, SEED.role("Recruiter").id], "nick": "Herald"}
    )
    await sandbox.control("servers/leave")
    (gone,) = await witness.told("guild_remove")
    refused = await sandbox.slash("Vulkan", "anything")
    assert refused == {"error": "the bot is not in Age of Warfare"}
    state = await sandbox.state()
    assert "Ignis" not in [each["name"] for each in state["members"]]
    await sandbox.control("servers/invite", name="Age of Warfare")
    (back,) = await witness.told("guild_join")
    assert (back.id, len(back.members), len(back.roles)) == (gone.id, len(gone.members), len(gone.roles))
    roles = [role.name for role in back.roles]
    assert roles[:3] == ["@everyone", "Ignis", "Visitor"], "a new role is the lowest"
    assert [role.position for role in back.roles] == list(range(len(roles)))
    (own,) = back.me.roles[1:]
    assert (own.name, own.managed, own.permissions.manage_roles, back.me.nick) == ("Ignis", True, True, None)
    assert own.id not in {role.id for role in gone.roles}


async def test_the_bot_leaves_by_itself(sandbox: RunningSandbox, witness: Witness) -> None:
    await sandbox.control("servers/invite", **POST | {"name": "Way Station"})
    (guild,) = await witness.told("guild_join")
    channel = guild.text_channels[0].id
    assert await sandbox.api("DELETE", f"/users/@me/guilds/{guild.id}") == (204, None)
    (gone,) = await witness.told("guild_remove")
    assert gone.id == guild.id
    status, refused = await sandbox.api("DELETE", f"/users/@me/guilds/{guild.id}")
    assert (status, refused["code"]) == (404, 10004)
    status, refused = await sandbox.api("POST", f"/channels/{channel}/messages", {"content": "still here?"})
    assert (status, refused["code"]) == (403, 50001)
    (shown,) = [each for each in (await sandbox.state())["servers"] if each["name"] == "Way Station"]
    assert (shown["bot_is_in"], shown["members"]) == (False, 2)
    await sandbox.control("servers/invite", name="Way Station")
    (back,) = await witness.told("guild_join")
    assert (back.id, back.get_channel(channel) is not None, len(back.members)) == (guild.id, True, 3)
    await sandbox.control("servers/leave", server="Way Station")
    await witness.told("guild_remove", times=2)


async def test_a_server_that_the_bot_owns_cannot_be_left(sandbox: RunningSandbox, witness: Witness) -> None:
    await sandbox.control("servers/invite", name="Own Hall", owner="Ignis")
    (guild,) = await witness.told("guild_join")
    status, refused = await sandbox.api("DELETE", f"/users/@me/guilds/{guild.id}")
    assert (status, refused["code"], refused["message"]) == (400, 50055, "Invalid Guild")
    await sandbox.control("servers/leave", server="Own Hall")
    await witness.told("guild_remove")


async def test_what_happens_elsewhere_is_told_with_the_other_servers_id(
    sandbox: RunningSandbox, witness: Witness
) -> None:
    await sandbox.control("servers/invite", **POST | {"name": "Far Hall"})
    (elsewhere,) = await witness.told("guild_join")
    change = {"actor": "Orden the Trader", "member": "Vulkan", "add_roles": ["Visitor"], "server": "Far Hall"}
    await sandbox.control("member", **change)
    (entry,) = await witness.told("audit_log_entry_create")
    assert (entry.guild, entry.user.global_name) == (elsewhere, "Orden the Trader")
    (_, after) = await witness.told("member_update")
    assert (after.guild, [role.name for role in after.roles]) == (elsewhere, ["@everyone", "Visitor", "Legion Officer"])
    assert witness.get_guild(sandbox.guild.id) is not None
    await sandbox.control("servers/leave", server="Far Hall")
    await witness.told("guild_remove")


async def test_a_server_has_an_outage_and_recovers(sandbox: RunningSandbox, witness: Witness) -> None:
    await sandbox.control("servers/outage", seconds=600)
    (guild,) = await witness.told("guild_unavailable")
    assert guild.unavailable
    with pytest.raises(discord.DiscordServerError) as refusal:
        await guild.fetch_roles()
    assert refusal.value.code == 130000
    assert await sandbox.control("servers/outage") == {"error": "Age of Warfare has an outage"}
    await sandbox.control("servers/recover")
    (back,) = await witness.told("guild_available")
    assert (back, back.unavailable) == (guild, False)


async def test_an_outage_ends_by_itself(sandbox: RunningSandbox, witness: Witness) -> None:
    await sandbox.control("servers/outage", seconds=0.05)
    await witness.told("guild_unavailable")
    await witness.told("guild_available")


async def test_a_bot_that_starts_in_an_outage_is_told_so(sandbox: RunningSandbox) -> None:
    await sandbox.control("servers/outage")
    async with connected(Bot(sandbox.guild, discord.Intents(guilds=True)), sandbox.info) as bot:
        assert [guild.unavailable for guild in bot.guilds] == [True]
        await sandbox.control("servers/recover")

        async def available() -> bool:
            return not bot.guilds[0].unavailable

        await becomes(available, "the server is back")
