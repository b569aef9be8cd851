"""Several servers, as an unmodified discord.py sees them: invited, removed, an outage."""

import discord
import pytest

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


async def test_it_comes_back_to_a_server_that_is_as_it_left_it(sandbox: RunningSandbox, witness: Witness) -> None:
    await sandbox.control("servers/leave")
    (gone,) = await witness.told("guild_remove")
    refused = await sandbox.slash("Vulkan", "anything")
    assert refused == {"error": "the bot is not in Age of Warfare"}
    await sandbox.control("servers/invite", name="Age of Warfare")
    (back,) = await witness.told("guild_join")
    assert (back.id, len(back.members), len(back.roles)) == (gone.id, len(gone.members), len(gone.roles))


async def test_what_happens_elsewhere_is_told_with_the_other_servers_id(
    sandbox: RunningSandbox, witness: Witness
) -> None:
    await sandbox.control("servers/invite", **POST)
    (elsewhere,) = await witness.told("guild_join")
    change = {"actor": "Orden the Trader", "member": "Vulkan", "add_roles": ["Visitor"], "server": "Trading Post"}
    await sandbox.control("member", **change)
    (entry,) = await witness.told("audit_log_entry_create")
    assert (entry.guild, entry.user.global_name) == (elsewhere, "Orden the Trader")
    (_, after) = await witness.told("member_update")
    assert (after.guild, [role.name for role in after.roles]) == (elsewhere, ["@everyone", "Visitor", "Legion Officer"])
    assert witness.get_guild(sandbox.guild.id) is not None
    await sandbox.control("servers/leave", server="Trading Post")
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
