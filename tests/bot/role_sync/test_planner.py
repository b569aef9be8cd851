"""The planner looks at one server and one role map; without a server it says nothing."""

from typing import Any

import pytest
import simcord
from simcord.builders import GuildHandle

from ignis.bot.role_sync.attribution import Attribution
from ignis.bot.role_sync.planner import SyncPlanner
from tests.bot.conftest import Bench


@pytest.fixture
def planner(bench: Bench) -> SyncPlanner:
    return bench.roles.planner


async def server(env: simcord.Env) -> tuple[GuildHandle, Any]:
    guild = env.create_guild(name="Age of Warfare")
    role = guild.create_role("Aspirants")
    await env.settle()
    return guild, role


async def test_without_a_server_there_is_no_snapshot_and_no_plan(planner: SyncPlanner) -> None:
    assert not planner.refresh()
    assert (planner.snapshot, planner.guild, planner.own_id) == (None, None, None)
    assert planner.member(1) is None
    assert await planner.record([], Attribution()) == ()


async def test_a_snapshot_is_news_only_if_a_plan_may_differ(simcord_env: simcord.Env, planner: SyncPlanner) -> None:
    guild, _ = await server(simcord_env)
    assert planner.refresh()
    assert not planner.refresh(), "nothing changed"
    guild.create_text_channel("anything")
    await simcord_env.settle()
    assert not planner.refresh(), "channels do not matter"
    guild.create_role("Captains")
    await simcord_env.settle()
    assert planner.refresh()


async def test_members_are_those_of_the_server_without_bots(simcord_env: simcord.Env, planner: SyncPlanner) -> None:
    guild, _ = await server(simcord_env)
    emek, helper = simcord_env.create_user("emek"), simcord_env.create_user("helper", bot=True)
    guild.add_member(emek)
    guild.add_member(helper)
    await simcord_env.settle()
    assert planner.own_id is not None
    found = planner.members([emek.id, helper.id, planner.own_id, 42])
    assert [member.id for member in found] == [emek.id]


async def test_a_plan_stores_nothing_and_a_record_does(
    simcord_env: simcord.Env, bench: Bench, planner: SyncPlanner
) -> None:
    guild, aspirants = await server(simcord_env)
    user = simcord_env.create_user("emek")
    guild.add_member(user, roles=[aspirants], nick="3. Emek")
    await simcord_env.settle()
    member = planner.member(user.id)
    assert member is not None
    assert await planner.plan(member) is None, "no snapshot yet"
    planner.refresh()
    plan = await planner.plan(member)
    assert plan is not None
    assert (plan.rank, plan.rename) == ("Aspirant", "IA. Emek")
    assert await bench.database.fetch("members", "SELECT user_id FROM members") == []
    (synced,) = await planner.record([member], Attribution())
    assert synced.plan.rank == "Aspirant"
    assert await bench.database.fetch("members", "SELECT user_id FROM members") == [(user.id,)]


async def test_a_contested_nickname_is_not_in_the_plan(
    simcord_env: simcord.Env, bench: Bench, planner: SyncPlanner
) -> None:
    guild, aspirants = await server(simcord_env)
    user = simcord_env.create_user("emek")
    guild.add_member(user, roles=[aspirants], nick="3. Emek")
    await simcord_env.settle()
    planner.refresh()
    member, now = planner.member(user.id), planner._clock.monotonic()
    assert member is not None
    conflicts = bench.roles.writer.conflicts.names
    conflicts.record(user.id, "IA. Emek", now)
    conflicts.record(user.id, "IA. Emek", now)
    assert conflicts.detect(user.id, "IA. Emek", now)
    assert planner.contested(user.id).name
    plan = await planner.plan(member)
    assert plan is not None
    assert plan.rename is None
