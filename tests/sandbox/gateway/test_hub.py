"""What a connected discord.py goes through: updates, drops, resumes, new sessions."""

from collections.abc import AsyncGenerator

import discord
import pytest
import pytest_asyncio

from tests.support.servers.sandbox import Bot, RunningSandbox, connected
from tests.support.waiting import becomes, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: RunningSandbox) -> AsyncGenerator[Bot]:
    bot = Bot(sandbox.guild, discord.Intents(guilds=True, members=True, moderation=True))
    async with connected(bot, sandbox.info) as ready:
        yield ready


async def _session(sandbox: RunningSandbox) -> dict[str, object]:
    return next(each for each in (await sandbox.state())["sessions"] if each["connected"])


async def test_roles_and_nickname_arrive_as_two_updates_with_their_audit_entries(
    sandbox: RunningSandbox, bot: Bot
) -> None:
    bot.log.clear()
    role = sandbox.sandbox.spec.roles[0].name
    change = {"actor": "Bloxlink", "member": "Tu'Shan", "add_roles": [role], "nick": "7. Brother TuShan"}
    member = await sandbox.control("member", **change)
    assert member["nick"] == "7. Brother TuShan"
    entries = await eventually(lambda: bot.seen("audit") if len(bot.seen("audit")) == 2 else None, "two audit entries")
    assert [entry.action for entry in entries] == [
        discord.AuditLogAction.member_role_update,
        discord.AuditLogAction.member_update,
    ]
    assert {entry.user.name for entry in entries} == {"bloxlink"}
    (_, first), (_, second) = bot.seen("member")
    assert role in [each.name for each in first.roles]
    assert second.nick == "7. Brother TuShan"
    await sandbox.control("member", actor="Bloxlink", member="Tu'Shan", remove_roles=[role], nick=None)


async def test_a_dropped_connection_is_resumed_and_nothing_is_lost(sandbox: RunningSandbox, bot: Bot) -> None:
    bot.log.clear()
    before = await _session(sandbox)
    resumes = int(str(before["resumes"]))
    fault = await sandbox.control("faults", target="discord-gateway", kind="disconnect", seconds=0.3)
    assert fault["kind"] == "disconnect"
    await becomes(lambda: _without_connection(sandbox), "the connection is gone")
    await sandbox.control("member", actor="Vulkan", member="Tu'Shan", nick="missed while away")
    await eventually(lambda: bot.seen("resumed") or None, "resumed")
    updates = await eventually(lambda: bot.seen("member") or None, "the missed update is replayed")
    assert updates[-1][1].nick == "missed while away"
    after = await _session(sandbox)
    assert (after["id"], after["resumes"]) == (before["id"], resumes + 1)
    await sandbox.control("member", actor="Vulkan", member="Tu'Shan", nick=None)


async def _without_connection(sandbox: RunningSandbox) -> bool:
    return not any(each["connected"] for each in (await sandbox.state())["sessions"])


async def test_discord_asks_to_reconnect(sandbox: RunningSandbox, bot: Bot) -> None:
    bot.log.clear()
    await sandbox.control("reconnect")
    await eventually(lambda: bot.seen("resumed") or None, "resumed after op 7")


@pytest.mark.usefixtures("bot")
async def test_an_invalid_session_is_identified_anew(sandbox: RunningSandbox) -> None:
    before = await sandbox.state()
    old = await _session(sandbox)
    await sandbox.control("faults", target="discord-gateway", kind="invalid-session", seconds=0.1)

    async def renewed() -> bool:
        state = await sandbox.state()
        sessions = [each for each in state["sessions"] if each["connected"]]
        return len(sessions) == 1 and sessions[0]["id"] != old["id"]

    await becomes(renewed, "a new session", within=20)
    assert (await sandbox.state())["identifies"] == before["identifies"] + 1


async def test_a_rate_limit_is_waited_out(sandbox: RunningSandbox, bot: Bot) -> None:
    await sandbox.control("faults", target="discord-rest", kind="status-429", seconds=0.5)
    assert (await bot.fetch_user(sandbox.info.application_id)).bot


async def test_members_are_changed_by_the_bot_with_a_reason(bot: Bot) -> None:
    bot.log.clear()
    member = discord.utils.get(bot.guilds[0].members, global_name="Tu'Shan")
    assert member is not None
    await member.edit(nick="by the bot", roles=[*member.roles], reason="because: Grund / reason")
    (entry,) = await eventually(lambda: [each for each in bot.seen("audit") if each.reason], "the audit entry")
    assert (entry.reason, entry.user) == ("because: Grund / reason", bot.guilds[0].me)
    assert bot.guilds[0].id not in member._roles
    await member.edit(nick=None)


async def test_the_audit_log_names_the_roles_that_were_given_and_taken(bot: Bot) -> None:
    member = discord.utils.get(bot.guilds[0].members, global_name="Tu'Shan")
    role = discord.utils.get(bot.guilds[0].roles, name="Recruiter")
    assert member is not None
    assert role is not None
    for change, given, taken in ((member.add_roles, [role], []), (member.remove_roles, [], [role])):
        bot.log.clear()
        await change(role)
        (entry,) = await eventually(lambda: _of_roles(bot), "the audit entry")
        assert (entry.after.roles, entry.before.roles) == (given, taken)
    (newest,) = [each async for each in bot.guilds[0].audit_logs(limit=1)]
    assert newest.before.roles == [role]


async def test_a_bot_that_asks_for_too_much_is_told_so(sandbox: RunningSandbox) -> None:
    await sandbox.control("application", privileged_intents=["presences"])
    greedy = Bot(sandbox.guild, discord.Intents(guilds=True, members=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await greedy.start(sandbox.info.token.get_secret_value())
    await greedy.close()
    await sandbox.control("application", privileged_intents=["members", "presences", "message_content"])


def _of_roles(bot: Bot) -> list[discord.AuditLogEntry]:
    """What an earlier test changed last may be told only now."""
    return [each for each in bot.seen("audit") if each.action is discord.AuditLogAction.member_role_update]
