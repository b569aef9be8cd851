"""The Discord roles follow the rank as far as Discord allows it, and the officer learns what was done."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from ignis.bot.members import role_swap
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, said


async def promote(server: Server, rank: str, *, by: MemberActor | None = None) -> InteractionResult:
    options = {"member": server.recruit, "rank": rank, "reason": "by decree"}
    return await (by or server.officer).slash(server.channel, "rank set", **options)


def give_role(server: Server, name: str) -> None:
    server.env.backend.add_member_role(server.guild.id, server.recruit.id, server.roles[name].id)


async def test_the_role_follows_the_rank(server: Server) -> None:
    reply = said(await promote(server, "brother"))
    assert reply == "✔ Molok: Aspirant → Brother\nRole Brothers given, Aspirants taken"
    assert (await server.stored(server.recruit)).rank == "Brother"
    assert server.held(server.recruit) == {"Brothers"}


async def test_the_audit_log_names_the_officer(server: Server) -> None:
    await promote(server, "Brother")
    reasons = {entry.reason for entry in server.guild.audit_log()}
    assert reasons == {f"Ignis: rank changed by {server.officer.id}"}


async def test_other_roles_are_left_alone(server: Server) -> None:
    give_role(server, "Recruiter")
    await promote(server, "Brother")
    assert server.held(server.recruit) == {"Brothers", "Recruiter"}


async def test_a_role_that_is_held_already_stays_and_all_others_of_the_ladder_go(server: Server) -> None:
    give_role(server, "Captains")
    assert (
        said(await promote(server, "Captain", by=server.admin)) == "The rank is already Captain.\nRole Aspirants taken"
    )
    assert server.held(server.recruit) == {"Captains"}
    give_role(server, "Aspirants")
    give_role(server, "Brothers")
    assert said(await promote(server, "Aspirant", by=server.admin)).endswith("Role Brothers, Captains taken")
    assert server.held(server.recruit) == {"Aspirants"}


async def test_a_swap_that_failed_is_done_by_setting_the_rank_again(server: Server) -> None:
    server.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=403, code=50013, message="Missing Permissions")
    await promote(server, "Brother")
    assert server.held(server.recruit) == {"Aspirants"}
    before = await server.stored(server.recruit)
    assert said(await promote(server, "Brother")) == (
        "The rank is already Brother.\nRole Brothers given, Aspirants taken"
    )
    assert server.held(server.recruit) == {"Brothers"}
    assert await server.stored(server.recruit) == before
    assert said(await promote(server, "Brother")) == "The rank is already Brother."
    history = said(await server.officer.slash(server.channel, "history", member=server.recruit))
    assert history.count("by decree") == 1


async def test_a_role_that_would_outrank_the_new_rank_goes_as_well(server: Server) -> None:
    """The highest role decides: if it stayed, the sync would take the rank back two seconds later."""
    await promote(server, "Brother", by=server.admin)
    give_role(server, "Primarch")
    await promote(server, "Captain", by=server.admin)
    assert server.held(server.recruit) == {"Captains"}


async def test_a_role_above_the_bot_is_not_even_tried(server: Server) -> None:
    server.env.backend.edit_role(server.guild.id, server.roles["Brothers"].id, {"position": 50})
    options = {"member": server.recruit, "rank": "Brother", "reason": "by decree"}
    reply = said(await server.admin.slash(server.channel, "rank set", **options))
    assert reply == (
        "✔ Molok: Aspirant → Brother\n"
        "The roles stay as they are: Brothers is above my own role, or is managed by an integration"
    )
    assert not [
        sent for sent in server.env.http_requests if "/roles/" in sent.path and sent.method in {"PUT", "DELETE"}
    ]
    assert (await server.stored(server.recruit)).rank == "Brother"


async def test_without_the_right_to_manage_roles_the_rank_is_changed_anyway(server: Server) -> None:
    mine = next(role for role in server.env.backend.get_guild(server.guild.id).roles.values() if role.managed)
    server.env.backend.edit_role(server.guild.id, mine.id, {"permissions": discord.Permissions.none().value})
    assert said(await promote(server, "Brother")).endswith("I may not manage roles here")
    assert server.held(server.recruit) == {"Aspirants"}


async def test_a_refusal_of_discord_is_one_line_of_the_reply(server: Server) -> None:
    server.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=403, code=50013, message="Missing Permissions")
    reply = said(await promote(server, "Brother"))
    assert reply == (
        "✔ Molok: Aspirant → Brother\nThe role Brothers follows: Discord says that I lack the right "
        "(my role must be above it, with Manage Roles and Manage Nicknames). I try again by myself"
    )
    assert (await server.stored(server.recruit)).rank == "Brother"
    assert server.held(server.recruit) == {"Aspirants"}


async def test_the_reply_says_what_was_given_if_the_old_role_cannot_be_taken(server: Server) -> None:
    server.env.inject_error(
        "DELETE", "/guilds/*/members/*/roles/*", status=403, code=50013, message="Missing Permissions"
    )
    assert said(await promote(server, "Brother")) == (
        "✔ Molok: Aspirant → Brother\nRole Brothers given\n"
        "Aspirants is taken later: Discord says that I lack the right "
        "(my role must be above it, with Manage Roles and Manage Nicknames). I try again by myself"
    )
    assert server.held(server.recruit) == {"Aspirants", "Brothers"}
    assert said(await promote(server, "Brother")) == "The rank is already Brother.\nRole Aspirants taken"


async def test_what_cannot_work_later_is_not_promised(server: Server, bench: Bench) -> None:
    server.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=404, code=10011, message="Unknown Role")
    reply = said(await promote(server, "Brother"))
    assert reply.endswith(
        "The roles stay as they are: Discord did not let me give Brothers, because the role no longer exists"
    )
    assert not bench.roles.writer.queue
    assert bench.roles.planner.refresh()
    told = said(await server.officer.slash(server.channel, "why", member=server.recruit))
    assert "The roles still stand for Aspirant; below is what keeps them from following." in told
    assert "⚠ Discord refused the role Brothers <t:" in told
    assert "It is tried again when the nickname, the role map or the server's roles change." in told
    found = said(await server.admin.slash(server.channel, "config check"))
    assert "✖ Discord refused what 1 member should get: the role no longer exists. `/why` says what." in found
    await promote(server, "Brother")
    assert not bench.roles.planner.refused.of(server.recruit.id), "the order again got it"


async def test_a_member_who_is_here_has_not_left_because_discord_says_so(server: Server, bench: Bench) -> None:
    server.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=404, code=10007, message="Unknown Member")
    reply = said(await promote(server, "Brother"))
    assert reply.endswith(
        "The role Brothers follows: Discord does not find the member, who has not left the server as far as I know. "
        "I try again by myself"
    )
    assert len(bench.roles.writer.queue) == 1


async def test_what_can_work_later_goes_to_the_syncs_queue(server: Server, bench: Bench) -> None:
    server.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=403, code=50013, message="Missing Permissions")
    await promote(server, "Brother")
    assert len(bench.roles.writer.queue) == 1


async def test_a_discord_that_does_not_answer_does_not_keep_the_officer_waiting(
    server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord.Member, "add_roles", _never)
    reply = said(await promote(server, "Brother"))
    assert reply == (
        "✔ Molok: Aspirant → Brother\nThe role Brothers follows: Discord did not answer in time. I try again by myself"
    )
    assert len(bench.roles.writer.queue) == 1


async def test_an_error_of_our_own_leaves_the_order_done(
    server: Server, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(role_swap.RoleSwapper, "follow", _breaks)
    assert said(await promote(server, "Brother")) == "✔ Molok: Aspirant → Brother"
    assert [line["event"] for line in bench.lines if line["level"] == "error"] == ["roles did not follow"]


async def _never(*_: object, **__: object) -> None:
    raise TimeoutError


async def _breaks(*_: object) -> None:
    raise KeyError("a bug")
