"""The list is asked for anew, on the way that is sooner, with the bot's own client in the sandbox."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.bot.member_list.request import ListNotHad, MemberListRequest
from ignis.bot.member_list.role_counts import RoleCounts
from tests.support.servers.sandbox import RunningSandbox, running_sandbox
from tests.support.servers.syncing import Syncing, syncing

MEMBERS = "GET /guilds/{guild}/members"
COUNTS = "GET /guilds/{guild}/roles/member-counts"


@pytest_asyncio.fixture
async def sandbox() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox() as running:
        yield running


@pytest_asyncio.fixture
async def run(sandbox: RunningSandbox, tmp_path: Path) -> AsyncGenerator[Syncing]:
    async with syncing(sandbox, tmp_path) as made:
        yield made


def blinded(run: Syncing, *, limited: float = 0) -> MemberListRequest:
    """The bot knows itself alone, and nothing but the test asks for the others.

    The gateway gives the list again after `limited` seconds, and the bot was told so.
    """
    guild = run.client.guild
    assert guild is not None
    for user_id in [each for each in guild._members if each != guild.me.id]:
        del guild._members[user_id]
    members, lists = run.client.members, run.sandbox.sandbox.gateway._lists
    members._allowed_at[guild.id] = members._clock.monotonic() + limited
    lists._allowed_at[guild.id] = run.sandbox.sandbox.gateway.clock.monotonic() + limited
    members._doubted.add(guild.id)
    members._had.discard(guild.id)
    assert not members.whole
    return MemberListRequest(run.client, run.request._rest, RoleCounts(run.client, run.request._rest), silent_for=0.3)


async def ask(run: Syncing, request: MemberListRequest) -> int:
    assert run.client.guild is not None
    await request.ask(run.client.guild)
    return len(run.client.guild.members)


def asked_by_rest(run: Syncing) -> int:
    return sum(each.path.endswith("/members") for each in run.sandbox.served)


async def test_over_the_gateway_when_it_gives_the_list(run: Syncing) -> None:
    before = asked_by_rest(run)
    assert await ask(run, blinded(run)) == 42
    assert (run.client.members.whole, asked_by_rest(run) - before) == (True, 0)


async def test_page_by_page_where_discord_limits_the_gateway(run: Syncing) -> None:
    before = asked_by_rest(run)
    assert await ask(run, blinded(run, limited=30)) == 42
    assert (run.client.members.whole, asked_by_rest(run) - before) == (True, 1)


async def test_after_the_time_that_discord_asked_for_where_rest_does_not_answer(run: Syncing) -> None:
    await run.sandbox.control("faults", target="discord-rest", kind="error-50001", seconds=60, route=MEMBERS)
    assert await ask(run, blinded(run, limited=1.5)) == 42


async def test_a_list_that_cannot_be_had_says_why_on_both_ways(run: Syncing) -> None:
    sandbox = run.sandbox
    await sandbox.control("faults", target="member-list", kind="never", seconds=60)
    await sandbox.control("faults", target="discord-rest", kind="error-50001", seconds=60, route=MEMBERS)
    request = blinded(run)
    with pytest.raises(ListNotHad, match=r"the gateway gave no list within 0\.3 s; GET /guilds/\{id\}/members: 403"):
        await ask(run, request)
    async with sandbox.http.delete("/sandbox/faults"):
        pass
    assert await ask(run, blinded(run)) == 42, "what the gateway owes does not keep it from being asked again"


async def test_half_of_a_list_is_not_taken_for_the_whole(run: Syncing) -> None:
    await run.sandbox.control("faults", target="member-list", kind="half", seconds=60)
    before = asked_by_rest(run)
    assert await ask(run, blinded(run)) == 42
    assert asked_by_rest(run) - before == 1


async def test_far_fewer_members_than_discord_counts_are_whole_only_where_its_counts_of_roles_agree(
    run: Syncing,
) -> None:
    guild = run.client.guild
    assert guild is not None
    guild._member_count = 500
    request = blinded(run, limited=30)
    await run.sandbox.control("faults", target="discord-rest", kind="error-50001", seconds=60, count=1, route=COUNTS)
    with pytest.raises(ListNotHad, match="far fewer members than Discord counts"):
        await ask(run, request)
    assert not run.client.members.whole
    await request.ask(guild)
    assert run.client.members.whole, "Discord's count of members is wrong, not the list"
