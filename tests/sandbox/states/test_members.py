"""Members who join, leave and come back; roles that come, change and go, as an unmodified discord.py sees it."""

import discord
import pytest

from tests.sandbox.states.conftest import Witness
from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_somebody_joins_leaves_and_comes_back_without_roles(sandbox: RunningSandbox, witness: Witness) -> None:
    await sandbox.control("members/join", name="Gravius")
    (new,) = await witness.told("member_join")
    assert (new.global_name, new.name, new.roles, new.bot) == ("Gravius", "gravius", [new.guild.default_role], False)
    await sandbox.control("member", actor="Vulkan", member="Gravius", add_roles=["Inductii"], nick="Brother Gravius")
    await witness.told("member_update", times=2)
    await sandbox.control("members/leave", member="Brother Gravius")
    (gone,) = await witness.told("member_remove")
    assert (gone.id, gone.guild.get_member(gone.id)) == (new.id, None)
    with pytest.raises(discord.NotFound) as refusal:
        await gone.guild.fetch_member(new.id)
    assert refusal.value.code == 10007
    await sandbox.control("members/join", name="gravius")
    (back,) = await witness.told("member_join", times=2)
    assert (back.id, back.nick, back.roles) == (new.id, None, [back.guild.default_role])
    assert await sandbox.control("members/join", name="Gravius") == {"error": "Gravius is in Age of Warfare already"}
    await sandbox.control("members/leave", member="Gravius")


async def test_somebody_is_kicked_or_banned(sandbox: RunningSandbox, witness: Witness) -> None:
    await sandbox.control("members/join", name="Nemo")
    await sandbox.control("members/leave", member="Nemo", actor="Vulkan")
    (kick,) = await witness.told("audit_log_entry_create")
    assert (kick.action, kick.user.global_name) == (discord.AuditLogAction.kick, "Vulkan")
    await sandbox.control("members/join", name="Nemo")
    await sandbox.control("members/leave", member="Nemo", actor="Cassian", ban=True)
    (guild, banned) = await witness.told("member_ban")
    assert (guild.id, banned.name) == (sandbox.guild.id, "nemo")
    (ban,) = await witness.told("audit_log_entry_create", times=2)
    assert (ban.action, ban.user.global_name) == (discord.AuditLogAction.ban, "Cassian")


async def test_a_role_is_created_edited_and_deleted_and_members_keep_its_id(
    sandbox: RunningSandbox, witness: Witness
) -> None:
    await sandbox.control("roles/create", name="Scout", permissions=["manage_roles"], position=3, actor="Vulkan")
    role: discord.Role = (await witness.told("guild_role_create"))[0]
    assert (role.name, role.permissions.manage_roles) == ("Scout", True)
    await sandbox.control("member", actor="Vulkan", member="Tu'Shan", add_roles=["Scout"])
    await witness.told("member_update")
    await sandbox.control("roles/edit", role="Scout", name="Scouts", permissions=[], position=5)
    await sandbox.control("roles/delete", role="Scouts", actor="Cassian")
    (gone,) = await witness.told("guild_role_delete")
    assert (gone.id, gone.name, gone.position) == (role.id, "Scouts", 5)
    entry = (await witness.told("audit_log_entry_create", times=4))[0]
    assert (entry.action, entry.user.global_name) == (discord.AuditLogAction.role_delete, "Cassian")
    tushan = discord.utils.get(witness.guilds[0].members, global_name="Tu'Shan")
    assert tushan is not None
    raw = await witness.http.get_member(sandbox.guild.id, tushan.id)
    assert str(role.id) in raw["roles"], "by REST the id is still there"
    with pytest.raises(discord.NotFound) as refusal:
        await tushan.add_roles(role)
    assert refusal.value.code == 10011
    await tushan.edit(roles=tushan.roles)
    raw = await witness.http.get_member(sandbox.guild.id, tushan.id)
    assert str(role.id) not in raw["roles"], "an edit of the member's roles takes it away"


async def test_a_second_role_of_a_name_can_be_made(sandbox: RunningSandbox, witness: Witness) -> None:
    made = await sandbox.control("roles/create", name="Legion Officer")
    await witness.told("guild_role_create")
    assert [role.name for role in witness.guilds[0].roles].count("Legion Officer") == 2
    await sandbox.control("roles/delete", role=made["id"])
    await witness.told("guild_role_delete")


async def test_the_bot_may_not_see_or_post_in_a_channel(sandbox: RunningSandbox, witness: Witness) -> None:
    channel = discord.utils.get(witness.guilds[0].text_channels, name="servitor-terminal")
    assert channel is not None
    await sandbox.control("channels/permissions", channel=channel.name, target="Ignis", deny=["send_messages"])
    (_, after) = await witness.told("guild_channel_update")
    assert not after.permissions_for(after.guild.me).send_messages
    with pytest.raises(discord.Forbidden) as refusal:
        await channel.send("hello")
    assert refusal.value.code == 50013
    await sandbox.control("channels/permissions", channel=channel.name, target="Ignis", deny=["view_channel"])
    await witness.told("guild_channel_update", times=2)
    with pytest.raises(discord.Forbidden) as refusal:
        await channel.send("hello")
    assert refusal.value.code == 50001
    await sandbox.control("channels/permissions", channel=channel.name, target="Ignis")
    await witness.told("guild_channel_update", times=3)
    assert (await channel.send("hello")).content == "hello"


async def test_an_entry_of_the_audit_log_is_late_or_missing(sandbox: RunningSandbox, witness: Witness) -> None:
    change = {"actor": "Vulkan", "member": "Tu'Shan"}
    guild = witness.guilds[0]
    await sandbox.control("faults", target="audit-log", kind="missing", seconds=600, count=1)
    await sandbox.control("member", **change, nick="never logged")
    await sandbox.control("faults", target="audit-log", kind="late", seconds=600, count=1, delay=0.3)
    await sandbox.control("member", **change, nick="logged late")
    await sandbox.control("member", **change, nick=None)
    await witness.told("member_update", times=3)
    (first,) = await witness.told("audit_log_entry_create")
    assert first.after.nick is None, "the last change is logged first"
    (late,) = await witness.told("audit_log_entry_create", times=2)
    assert late.after.nick == "logged late"
    nicks = [each.after.nick async for each in guild.audit_logs(limit=2, action=discord.AuditLogAction.member_update)]
    assert nicks == [None, "logged late"], "in the log they stand in the order of the changes"


async def test_a_bot_that_may_not_read_the_audit_log_is_told_nothing_of_it(
    sandbox: RunningSandbox, witness: Witness
) -> None:
    rights = ["view_channel", "send_messages", "manage_nicknames"]
    before = await sandbox.control("roles/edit", role="Ignis", permissions=rights)
    await sandbox.control("member", actor="Vulkan", member="Tu'Shan", nick="unseen")
    rights = [name for name, held in discord.Permissions(402771072 | 128) if held]
    await sandbox.control("roles/edit", role="Ignis", permissions=rights)
    await sandbox.control("member", actor="Vulkan", member="Tu'Shan", nick=None)
    await witness.told("member_update", times=2)
    entries = [each for (each,) in witness.seen("audit_log_entry_create")]
    assert before["name"] == "Ignis"
    assert "unseen" not in [getattr(each.after, "nick", None) for each in entries]
