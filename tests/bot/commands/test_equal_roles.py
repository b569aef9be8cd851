"""As high is not below: of officers, of a role that is handed out, and of the bot's own highest role.

The roles of the server from the top: Ignis' own, Primarch, Legion Officer, Recruiter, Captains, Brothers, Aspirants.
"""

from simcord.actors import MemberActor

from tests.bot.conftest import Bench
from tests.support.servers.server import Server, said

TOP_FIRST = ("Primarch", "Legion Officer", "Recruiter", "Captains", "Brothers", "Aspirants")


async def order(server: Server, *top_first: str) -> None:
    """Puts the roles into this order; the bot's own stays at the top."""
    places = [{"id": server.roles[name].id, "position": len(top_first) - at} for at, name in enumerate(top_first)]
    server.env.backend.reorder_roles(server.guild.id, places)
    await server.env.settle()


async def give(server: Server, user_id: int, *roles: str) -> None:
    for role in roles:
        server.env.backend.add_member_role(server.guild.id, user_id, server.roles[role].id)
    await server.env.settle()


async def lower_the_bot_to(server: Server, role: str) -> None:
    """Makes `role` the bot's highest: its own role goes to the bottom."""
    bot = server.env.backend.bot_user.id
    (own,) = server.env.backend.get_member(server.guild.id, bot).role_ids
    await give(server, bot, role)
    places = [{"id": server.roles[name].id, "position": len(TOP_FIRST) + 1 - at} for at, name in enumerate(TOP_FIRST)]
    server.env.backend.reorder_roles(server.guild.id, [*places, {"id": own, "position": 1}])
    await server.env.settle()


async def promote(server: Server, by: MemberActor, rank: str) -> str:
    return said(await by.slash(server.channel, "rank set", member=server.recruit, rank=rank, reason="by decree"))


async def test_an_officer_does_not_hand_out_the_role_that_is_their_own_highest(server: Server, bench: Bench) -> None:
    """By rank Captain is above Brother; on Discord the role Brothers is the officer's highest."""
    await order(server, "Primarch", "Recruiter", "Brothers", "Legion Officer", "Captains", "Aspirants")
    await give(server, server.officer.id, "Brothers")
    told = await promote(server, server.officer, "Brother")
    assert told == bench.texts.say("refusals.rank_too_high", "en", rank="Brother")
    assert await server.members.find(server.recruit.id) is None


async def test_with_one_role_above_it_they_do(server: Server) -> None:
    await order(server, "Primarch", "Recruiter", "Brothers", "Legion Officer", "Captains", "Aspirants")
    await give(server, server.officer.id, "Brothers", "Recruiter")
    await promote(server, server.officer, "Brother")
    assert (await server.stored(server.recruit)).rank == "Brother"


async def sync(server: Server, bench: Bench, *roles: str) -> str:
    """What `/sync member` says of somebody with these roles whose nickname does not fit."""
    user = server.env.create_user("vel", global_name="Vel")
    joined = server.guild.add_member(user, roles=[server.roles[role] for role in roles], nick="3. Vel_Nocturne")
    await server.env.settle()
    assert bench.roles.planner.refresh()
    return said(await server.officer.slash(server.channel, "sync member", member=joined))


async def test_the_bot_does_not_reach_who_has_its_own_highest_role(server: Server, bench: Bench) -> None:
    await lower_the_bot_to(server, "Recruiter")
    told = await sync(server, bench, "Aspirants", "Recruiter")
    assert bench.texts.say("blocked.above_bot", "en") in told


async def test_who_is_below_it_is_reached(server: Server, bench: Bench) -> None:
    await lower_the_bot_to(server, "Recruiter")
    told = await sync(server, bench, "Aspirants", "Captains")
    assert bench.texts.say("blocked.above_bot", "en") not in told


async def test_the_bot_does_not_give_its_own_highest_role(server: Server, bench: Bench) -> None:
    await lower_the_bot_to(server, "Brothers")
    told = await promote(server, server.officer, "Brother")
    assert bench.texts.say("roles.above_me", "en", role="Brothers") in told
    assert server.held(server.recruit) == {"Aspirants"}
