"""What all commands of staff share: who may use them, on whom, where, and how they refuse."""

from typing import Any

import discord
import pytest
import simcord
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.results import InteractionResult

from ignis.bot.gateway.client import IgnisClient
from tests.support.servers.server import Server, said

ON_MEMBERS: dict[str, dict[str, Any]] = {
    "points add": {"amount": 5, "reason": "patrol"},
    "points remove": {"amount": 5, "reason": "absence"},
    "studs add": {"kind": "gold", "amount": 1, "reason": "ten years"},
    "studs remove": {"kind": "silver", "amount": 1, "reason": "a slip"},
    "rank set": {"rank": "Brother", "reason": "by decree"},
    "company set": {"company": 2, "reason": "transfer"},
}
ALERTS = ["list", "ack", "silence", "unsilence", "test"]
ROOTS = ["points", "studs", "rank", "company", "promotions", "history", "why"]


async def run(who: MemberActor, server: Server, command: str, target: MemberActor) -> InteractionResult:
    options = ON_MEMBERS.get(command, {})
    return await who.slash(server.channel, command, member=target, **options)


def paths(root: str) -> list[str]:
    return [command for command in ON_MEMBERS if command.split()[0] == root] or [root]


async def test_discord_hides_it_from_members(server: Server) -> None:
    for_all = {"userinfo", "health", "leaderboard", "privacy export", "privacy delete"}
    for_staff = {path for root in ROOTS for path in paths(root)} | {f"alerts {each}" for each in ALERTS}
    assert set(server.recruit.available_commands(server.channel)) == for_all
    assert set(server.officer.available_commands(server.channel)) == for_all | for_staff | {"sync member", "sync all"}


async def test_the_bot_asks_itself_who_is_staff(server: Server) -> None:
    """A member whom the server's settings let in, or who may manage roles for another reason, is no officer."""
    for root in ROOTS:
        await server.let(server.recruit, root)
        for command in paths(root):
            options = {} if command == "promotions" else {"member": server.recruit} | ON_MEMBERS.get(command, {})
            reply = said(await server.recruit.slash(server.channel, command, **options))
            assert reply == "Only the legion's officers may do this."


@pytest.mark.parametrize("command", ["points add", "promotions", "leaderboard", "userinfo", "privacy delete"])
async def test_where_it_does_not_belong_it_says_where_it_does(server: Server, command: str) -> None:
    options = {"member": server.recruit} | ON_MEMBERS[command] if command in ON_MEMBERS else {}
    reply = said(await server.officer.slash(server.elsewhere, command, **options))
    assert reply == "Use this command in \\#servitor-terminal."
    assert await server.members.find(server.recruit.id) is None


async def test_without_such_a_channel_commands_belong_everywhere(simcord_env: simcord.Env) -> None:
    guild = simcord_env.create_guild(name="A server of its own kind")
    hall = guild.create_text_channel("great-hall")
    member = guild.add_member(simcord_env.create_user("molok"))
    await simcord_env.settle()
    shown = await member.slash(hall, "leaderboard")
    assert shown.response is not None
    assert not shown.response.ephemeral


async def test_a_thread_belongs_to_its_channel(server: Server, simcord_env: simcord.Env) -> None:
    client = simcord_env.bot
    assert isinstance(client, IgnisClient)
    home = client.get_channel(server.channel.id)
    assert isinstance(home, discord.TextChannel)
    await home.create_thread(name="a quiet corner", type=discord.ChannelType.public_thread)
    await simcord_env.settle()
    (thread,) = server.channel.threads
    shown = await server.recruit.slash(thread, "leaderboard")
    assert shown.response is not None
    assert not shown.response.ephemeral


async def test_officers_do_not_change_their_own_record(server: Server) -> None:
    for command in ON_MEMBERS:
        reply = said(await run(server.officer, server, command, server.officer))
        assert reply == "You cannot change your own record. Ask another officer."
    assert await server.members.find(server.officer.id) is None


async def test_administrators_may_even_that(server: Server) -> None:
    assert said(await run(server.admin, server, "points add", server.admin)) == "✔ Vulkan: points +5, 5 now"


async def test_officers_act_on_those_below_them(server: Server) -> None:
    """Equal in one of the two orders is enough: Adrax has no role of staff, but is a captain as well."""
    equal = server.join("Numeon", "Legion Officer", "Captains")
    equal_on_discord = server.join("Obek", "Legion Officer", "Brothers")
    for above in (server.admin, equal, equal_on_discord, server.join("Adrax", "Captains")):
        for command in ON_MEMBERS:
            reply = said(await run(server.officer, server, command, above))
            assert reply == "This member ranks as high as you, or higher."
        assert await server.members.find(above.id) is None


async def test_officers_without_a_rank_are_above_no_member(server: Server) -> None:
    clerk = server.join("Clerk", "Legion Officer")
    reply = said(await run(clerk, server, "points add", server.recruit))
    assert reply == "This member ranks as high as you, or higher."


async def test_the_owner_is_above_all_whatever_their_roles(server: Server) -> None:
    owner = MemberActor(server.env, server.guild, server.guild.owner)
    reply = said(await run(server.officer, server, "points remove", owner))
    assert reply == "This member ranks as high as you, or higher."


async def test_bots_are_refused(server: Server) -> None:
    robot = server.guild.add_member(server.env.create_user("servo-skull", bot=True))
    for command in ON_MEMBERS:
        assert said(await run(server.officer, server, command, robot)) == "Bots have no rank and no points."
        assert said(await run(server.admin, server, command, robot)) == "Bots have no rank and no points."


async def test_reasons_and_amounts_have_limits_of_their_own(server: Server) -> None:
    """Discord's clients keep to them as well; the bot does not rely on it."""
    short = await server.officer.slash(server.channel, "points add", member=server.recruit, amount=1, reason="  x ")
    assert said(short) == "Give a reason of at least 3 characters."
    with pytest.raises(SetupError, match="amount"):
        await server.officer.slash(server.channel, "points add", member=server.recruit, amount=10_001, reason="much")
    assert await server.members.find(server.recruit.id) is None


@pytest.mark.usefixtures("portuguese")
class TestInPortuguese:
    async def test_who_may(self, server: Server) -> None:
        await server.let(server.recruit, "points")
        reply = said(await run(server.recruit, server, "points add", server.recruit))
        assert reply == "Só os oficiais da legião podem fazer isto."

    async def test_where(self, server: Server) -> None:
        reply = said(await server.officer.slash(server.elsewhere, "leaderboard"))
        assert reply == "Use este comando em \\#servitor-terminal."

    @pytest.mark.parametrize(
        ("command", "reply"),
        [
            ("points add", "✔ Molok: pontos +5, agora 5"),
            ("studs add", "✔ Molok: tachas de ouro +1, agora 1"),
            ("rank set", "✔ Molok: Aspirant → Brother\nCargo Brothers dado, Aspirants retirado"),
            ("company set", "✔ Molok: companhia 2nd Battle Company"),
            ("points remove", "Isso deixaria menos que zero: o total é 0."),
        ],
    )
    async def test_what_was_done(self, server: Server, command: str, reply: str) -> None:
        assert said(await run(server.officer, server, command, server.recruit)) == reply
