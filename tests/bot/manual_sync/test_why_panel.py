"""`/why`: where a rank and a nickname come from."""

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.bot.role_sync.refused_writes import RefusedWrite
from ignis.bot.services import Services
from ignis.domain.members.change import Actor
from ignis.domain.members.profile import Subject
from ignis.domain.write_problem import WriteProblem
from ignis.services.ports import Closed, Unavailable, UnavailableReason
from tests.bot.conftest import NOON, Bench
from tests.support.fakes.accounts import FakeAccounts
from tests.support.servers.server import Server, said
from tests.support.servers.sync_server import join, lift

REFUSED = "Only the legion's officers may do this."


async def test_the_roles_decide(at_work: Server) -> None:
    told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.officer))
    assert told.splitlines()[:5] == [
        "### Why Cassian is who they are",
        "**Rank: Captain**",
        "The highest mapped role decides:",
        "**1. Captains** → Captain ← decides",
        "1 other role stands for no rank.",
    ]


async def test_a_rank_that_ignis_gave(bench: Bench, at_work: Server, services: Services) -> None:
    actor, recruit = Actor(at_work.officer.id), Subject(at_work.recruit.id, ("Aspirants",), None)
    await services.ranks.set(actor, recruit, "Primarch", "by decree", at=NOON)
    await lift(bench.roles, at_work, "Primarch")
    told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.recruit))
    assert "**Rank: Primarch**" in told
    assert "The roles still stand for Aspirant; below is what keeps them from following." in told
    assert "Aspirant → Primarch: set by Cassian" in told
    assert "⚠ The roles cannot follow: a role to give or remove is not below mine." in told


async def test_a_rank_that_changed_with_the_map_is_not_put_down_to_somebody_unknown(
    bench: Bench, at_work: Server
) -> None:
    joined = join(at_work, "Vel", "IA. Vel_Nocturne", "Aspirants")
    await at_work.officer.slash(at_work.channel, "sync member", member=joined)
    await at_work.admin.slash(at_work.channel, "config role add", role=at_work.roles["Aspirants"], rank="Initiate")
    assert bench.roles.planner.refresh()
    told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
    decides, due = "**1. Aspirants** → Initiate ← decides", "Aspirant is still stored; the next sync changes that."
    assert f"{decides}\n{due}" in told
    await at_work.officer.slash(at_work.channel, "sync member", member=joined)
    told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
    assert "Aspirant → Initiate: followed the roles, or a change of the role map, <t:" in told


async def test_what_discord_refuses_for_good_stands_here_and_in_the_check(bench: Bench, at_work: Server) -> None:
    refused = bench.roles.planner.refused
    refused.note(at_work.recruit.id, RefusedWrite("IA. Molok", WriteProblem.NAME_REFUSED, NOON))
    refused.note(at_work.recruit.id, RefusedWrite(at_work.roles["Brothers"].id, WriteProblem.NO_PERMISSION, NOON))
    told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.recruit))
    assert "⚠ Discord refused the nickname IA. Molok <t:" in told
    assert "⚠ Discord refused the role Brothers <t:" in told
    assert "It is tried again by itself." in told
    found = said(await at_work.admin.slash(at_work.channel, "config check"))
    name = "Discord or the server's AutoMod does not allow this nickname"
    assert f"✖ Discord refused what 1 member should get: {name}. `/why` says what." in found


async def test_the_nickname_and_its_parts(at_work: Server) -> None:
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
    told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
    assert "**Nickname: 3\\. Vel\\_Nocturne**" in told
    assert "It should be IA. Vel\\_Nocturne; the next sync changes that." in told
    assert "The prefix belongs to the rank." in told
    assert "The name is taken from the nickname." in told


async def test_a_refused_nickname_is_not_promised_with_the_next_sync(bench: Bench, at_work: Server) -> None:
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
    wanted = "IA. Vel_Nocturne"
    bench.roles.planner.refused.note(joined.id, RefusedWrite(wanted, WriteProblem.NAME_REFUSED, NOON))
    told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
    assert "It should be IA. Vel\\_Nocturne.\n" in told
    assert "the next sync" not in told
    assert "It is tried again when the nickname, the role map or the server's roles change." in told


async def test_a_closed_account_and_the_name_that_stays_fit_together(bench: Bench, at_work: Server) -> None:
    joined = join(at_work, "Vel", "IA. Vel_Nocturne", "Aspirants")
    bench.accounts.now = FakeAccounts(answers={joined.id: [Closed(7)]})
    told = said(await at_work.officer.slash(at_work.channel, "sync member", member=joined))
    assert told.endswith("Roblox has closed the linked account. The nickname keeps the name that it has.")
    told = said(await at_work.officer.slash(at_work.channel, "why", member=joined))
    assert "Roblox has closed the account that Bloxlink links" in told
    assert "The nickname keeps the name that it has." in told
    assert "is taken from the nickname" not in told


async def test_an_asking_without_a_usable_answer_is_told(bench: Bench, at_work: Server) -> None:
    useless = Unavailable(why=UnavailableReason.UNUSABLE)
    bench.accounts.now = FakeAccounts(answers={at_work.recruit.id: [useless]})
    told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.recruit))
    assert "Bloxlink has not answered about the Roblox account yet." in told
    await at_work.officer.slash(at_work.channel, "sync member", member=at_work.recruit)
    told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.recruit))
    assert "The Roblox account is not known. Asked <t:" in told
    assert "Bloxlink gives no usable answer about this account." in told


async def test_nobody_without_a_role_and_nothing_stored(at_work: Server) -> None:
    visitor = at_work.join("Guest")
    told = said(await at_work.officer.slash(at_work.channel, "why", member=visitor))
    assert "No role stands for a rank, and nothing is stored: this is where everybody starts." in told
    assert "Next is Initiate at 15." in told


async def test_a_refused_map_is_mentioned(maps: RoleMapFile, at_work: Server) -> None:
    maps.current.path.write_text("{", encoding="utf-8")
    await maps.look()
    told = said(await at_work.officer.slash(at_work.channel, "why", member=at_work.recruit))
    assert "⚠ The role map on disk was refused, an earlier one is in use:" in told


async def test_it_is_for_staff(at_work: Server) -> None:
    await at_work.let(at_work.recruit, "why")
    assert said(await at_work.recruit.slash(at_work.channel, "why", member=at_work.recruit)) == REFUSED
