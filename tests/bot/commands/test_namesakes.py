# ruff: noqa: RUF001  letters that can be taken for others are what this is about
"""A second role of a name, which any bot that names roles for members can create, changes nothing for anybody."""

import pytest
from simcord.actors import MemberActor
from simcord.builders import RoleHandle

from ignis.domain.refusals import Refusal, Refused
from tests.bot.conftest import Bench
from tests.support.servers.config_command import config
from tests.support.servers.server import Server, said, shown

COPIES = ("{}", "{upper}", "{wide}", "{cyrillic}", "{} ")


def copies(name: str) -> list[str]:
    """The name itself, and names that look like it."""
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in name)
    return [name, name.upper(), wide, name.replace("a", "а").replace("i", "і")]


async def second(server: Server, name: str) -> RoleHandle:
    """A role at the bottom, as bots create them for their users."""
    role = server.guild.create_role(name)
    places = [{"id": role.id, "position": 1}]
    server.env.backend.reorder_roles(server.guild.id, places)
    await server.env.settle()
    return role


async def with_role(server: Server, role: RoleHandle) -> MemberActor:
    user = server.env.create_user(f"thief{role.id}", global_name="Thief")
    thief = server.guild.add_member(user, roles=[server.roles["Brothers"], role])
    await server.env.settle()
    return thief


@pytest.mark.parametrize("name", copies("Legion Officer"))
async def test_a_second_legion_officer_makes_nobody_an_officer(server: Server, bench: Bench, name: str) -> None:
    thief = await with_role(server, await second(server, name))
    await bench.sync.ensure(bench.client.get_guild(server.guild.id))  # type: ignore[arg-type]
    await server.let(thief, "points")
    told = said(
        await thief.slash(server.channel, "points add", member=server.recruit, amount=9, reason="because I can")
    )
    assert told == bench.texts.say("refusals.not_staff", "en")
    assert await server.members.find(server.recruit.id) is None


@pytest.mark.parametrize("name", copies("Primarch"))
async def test_a_second_primarch_gives_nobody_that_rank(server: Server, bench: Bench, name: str) -> None:
    thief = await with_role(server, await second(server, name))
    assert bench.client.guild is not None
    member = bench.client.guild.get_member(thief.id)
    officer = bench.client.guild.get_member(server.officer.id)
    assert member is not None
    assert officer is not None
    bench.roles.planner.refresh()
    plan = await bench.roles.planner.plan(member)
    assert plan is not None
    assert (plan.rank, plan.role_rank) == ("Brother", "Brother")
    assert "Primarch" not in bench.names.roles_of(member)
    with pytest.raises(Refused) as refused:
        bench.access.over(member, officer)
    assert refused.value.code is Refusal.OUTRANKED
    assert "Primarch" not in shown(await thief.slash(server.channel, "userinfo"))


@pytest.mark.parametrize("name", copies("5th Battle Company")[:2])
async def test_a_second_company_role_assigns_nobody(server: Server, bench: Bench, name: str) -> None:
    fifth = server.guild.create_role("5th Battle Company")
    await config(server, "pin", name=fifth.name, role=fifth)  # nobody had that name before
    thief = await with_role(server, await second(server, name))
    member = await with_role(server, fifth)
    assert bench.client.guild is not None
    by_id = {each.id: bench.names.roles_of(each) for each in bench.client.guild.members}
    assert "5th Battle Company" in by_id[member.id]
    assert bench.client.guild.get_member(thief.id) is not None
    assert by_id[thief.id] == ("Brothers",)


async def test_a_pinned_role_keeps_its_meaning_when_it_is_renamed_and_another_takes_its_name(
    server: Server, bench: Bench
) -> None:
    assert bench.client.guild is not None
    await bench.names.arrive(bench.client.guild)
    server.env.backend.edit_role(server.guild.id, server.roles["Legion Officer"].id, {"name": "Warden"})
    thief = await with_role(server, await second(server, "Legion Officer"))
    officer, intruder = (bench.client.guild.get_member(each.id) for each in (server.officer, thief))
    assert officer is not None
    assert intruder is not None
    assert bench.access.is_staff(officer)
    assert not bench.access.is_staff(intruder)


async def test_a_pinned_role_that_is_deleted_leaves_its_name_to_no_other(server: Server, bench: Bench) -> None:
    assert bench.client.guild is not None
    await bench.names.arrive(bench.client.guild)
    thief = await with_role(server, await second(server, "Legion Officer"))
    server.env.backend.delete_role(server.guild.id, server.roles["Legion Officer"].id)
    await server.env.settle()
    intruder = bench.client.guild.get_member(thief.id)
    assert intruder is not None
    assert not bench.access.is_staff(intruder)


async def test_config_check_tells_of_every_second_role_also_of_staffs(server: Server, bench: Bench) -> None:
    assert bench.client.guild is not None
    await bench.names.arrive(bench.client.guild)
    await second(server, "Legion Officer")
    await second(server, "PRIMARCH")
    told = shown(await config(server, "check"))
    assert "PRIMARCH" in told
    assert "Legion Officer" in told
