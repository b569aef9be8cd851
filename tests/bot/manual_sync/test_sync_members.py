"""Syncing members on request: what is reported of each, and what Discord has in the end."""

import pytest

from ignis.bot.manual_sync.sync_members import _OUTCOMES, SyncMembers
from ignis.bot.role_sync.metrics import WriteOutcome
from ignis.domain.role_sync.sync_run import MemberOutcome
from ignis.services.ports import StorageError
from tests.bot.conftest import Bench
from tests.support.servers.server import Server
from tests.support.servers.sync_server import join, lift, nickname

NOBODY = 42


@pytest.fixture
def members(bench: Bench) -> SyncMembers:
    return SyncMembers(bench.roles)


async def test_outcomes_come_in_the_order_of_the_members_asked_for(
    bench: Bench, at_work: Server, members: SyncMembers
) -> None:
    await lift(bench.roles, at_work, "Recruiter")
    changed = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
    out_of_reach = join(at_work, "Orm", "3. Orm_Nocturne", "Aspirants", "Recruiter")
    asked = [NOBODY, changed.id, at_work.recruit.id, out_of_reach.id]
    assert await members.many(asked) == [
        MemberOutcome.GONE,
        MemberOutcome.CHANGED,
        MemberOutcome.FITTING,
        MemberOutcome.BLOCKED,
    ]
    assert nickname(at_work, changed) == "IA. Vel_Nocturne"
    assert nickname(at_work, out_of_reach) == "3. Orm_Nocturne"
    assert await members.many(asked) == [
        MemberOutcome.GONE,
        MemberOutcome.FITTING,
        MemberOutcome.FITTING,
        MemberOutcome.BLOCKED,
    ]


async def test_one_member_is_reported_with_the_plan_that_was_carried_out(at_work: Server, members: SyncMembers) -> None:
    joined = join(at_work, "Vel", "3. Vel_Nocturne", "Aspirants")
    member = members._roles.planner.member(joined.id)
    assert member is not None
    synced = await members.one(member)
    assert (synced.outcome, synced.plan.rename) == (MemberOutcome.CHANGED, "IA. Vel_Nocturne")
    member = members._roles.planner.member(joined.id)
    assert member is not None
    synced = await members.one(member)
    assert (synced.outcome, synced.plan.writes) == (MemberOutcome.FITTING, False)


async def test_a_refusal_of_discord_is_a_failure_of_that_member_alone(at_work: Server, members: SyncMembers) -> None:
    first, second = (join(at_work, name, f"3. {name}_Nocturne", "Aspirants") for name in ("Vel", "Orm"))
    at_work.env.inject_error("PATCH", f"/guilds/*/members/{first.id}", status=403, code=50013)
    assert await members.many([first.id, second.id]) == [MemberOutcome.FAILED, MemberOutcome.CHANGED]
    assert nickname(at_work, first) == "3. Vel_Nocturne"
    assert members._roles.writer.queue.failing == 1


async def test_before_the_server_is_known_nothing_is_done(bench: Bench, server: Server, members: SyncMembers) -> None:
    assert bench.roles.planner.snapshot is None
    with pytest.raises(StorageError, match="try again in a moment"):
        await members.many([server.recruit.id])


def test_every_outcome_of_a_write_means_something_for_the_member() -> None:
    assert set(_OUTCOMES) == set(WriteOutcome)
