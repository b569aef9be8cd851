"""What the names of the configuration mean on a server, and how they are pinned."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord

from ignis.bot.names.guild_names import GuildNames, NamesInSettings
from ignis.domain.rules.pinned_names import NOBODY, NamedOnServer
from ignis.domain.rules.role_ranks import RoleRanks
from ignis.services.ports import PinKind
from tests.bot.conftest import Bench
from tests.support.legion.small_legion import Rules
from tests.support.waiting import eventually


class Made:
    """A server with two roles and a channel, as Discord has it and as the bot sees it."""

    def __init__(self, env: simcord.Env, bench: Bench) -> None:
        self.env = env
        self.bench = bench
        self.handle = env.create_guild(name="Age of Warfare")
        self.officer = self.handle.create_role("Legion Officer")
        self.captains = self.handle.create_role("Captains")
        self.channel = self.handle.create_text_channel("servitor-terminal")

    @property
    def guild(self) -> discord.Guild:
        found = self.bench.client.get_guild(self.handle.id)
        assert found is not None
        return found

    def names(self, *staff: str | int, channels: tuple[str | int, ...] = ()) -> GuildNames:
        """As a bot that is started now has them."""
        settings = NamesInSettings(staff, channels)
        made = GuildNames(Rules(), settings, self.bench.pins, self.bench.clock, self.bench.log)
        for happened in ("create", "update", "delete"):
            self.bench.client.listen(f"guild_role_{happened}", made.changed)
        return made

    def kept(self, kind: PinKind) -> dict[str, int]:
        """What is pinned to something."""
        pins = self.bench.pins.kept.get((self.handle.id, kind), {})
        return {name: pinned for name, pinned in pins.items() if pinned != NOBODY}


@pytest_asyncio.fixture
async def made(simcord_env: simcord.Env, bench: Bench) -> Made:
    server = Made(simcord_env, bench)
    await simcord_env.settle()
    return server


async def test_what_has_a_name_is_pinned_when_it_is_first_seen(made: Made) -> None:
    await made.names("LEGION officer", channels=("servitor-terminal",)).arrive(made.guild)
    assert made.kept(PinKind.STAFF) == {"legion officer": made.officer.id}
    assert made.kept(PinKind.ROLE) == {"captains": made.captains.id}
    assert made.kept(PinKind.CHANNEL) == {"servitor-terminal": made.channel.id}


async def test_pins_outlive_a_restart(made: Made) -> None:
    await made.names("Legion Officer").arrive(made.guild)
    made.env.backend.edit_role(made.handle.id, made.officer.id, {"name": "Warden"})
    made.handle.create_role("Legion Officer")
    await made.env.settle()
    restarted = made.names("Legion Officer")
    await restarted.arrive(made.guild)
    assert restarted.staff_named(made.guild) == [NamedOnServer("Legion Officer", made.officer.id, "Warden")]
    assert made.kept(PinKind.STAFF) == {"legion officer": made.officer.id}


async def test_what_a_name_was_pinned_to_and_is_gone_is_said_and_replaced_only_by_hand(made: Made) -> None:
    names = made.names("Legion Officer")
    await names.arrive(made.guild)
    made.env.backend.delete_role(made.handle.id, made.officer.id)
    other = made.handle.create_role("Legion Officer")
    await made.env.settle()
    await names.arrive(made.guild)
    assert names.staff_named(made.guild) == [NamedOnServer("Legion Officer", None, lost=True)]
    await names.pin(PinKind.STAFF, "Legion Officer", other.id)
    assert names.staff_named(made.guild) == [NamedOnServer("Legion Officer", other.id, "Legion Officer")]
    assert made.kept(PinKind.STAFF) == {"legion officer": other.id}


async def test_settings_may_give_ids(made: Made) -> None:
    names = made.names(made.captains.id, 404, channels=(made.channel.id,))
    assert names.staff_named(made.guild) == [
        NamedOnServer(made.captains.id, made.captains.id, "Captains"),
        NamedOnServer(404, None, lost=True),
    ]
    assert [channel.name for channel in names.channels(made.guild)] == ["servitor-terminal"]


async def test_of_two_channels_of_a_name_the_older_is_meant(made: Made) -> None:
    made.handle.create_text_channel("servitor-terminal")
    await made.env.settle()
    assert [one.id for one in made.names(channels=("servitor-terminal",)).channels(made.guild)] == [made.channel.id]


async def test_a_role_that_comes_later_counts_for_nothing_until_somebody_says_that_it_is_meant(made: Made) -> None:
    """Anybody who may create roles could have created it."""
    names = made.names("Warden")
    await names.arrive(made.guild)
    brothers, warden = made.handle.create_role("Brothers"), made.handle.create_role("Warden")
    user = made.env.create_user("emek")
    made.handle.add_member(user, roles=[brothers, warden, made.captains])
    await made.env.settle()
    await names.arrive(made.guild)
    restarted = made.names("Warden")
    await restarted.arrive(made.guild)
    member = made.guild.get_member(user.id)
    assert member is not None
    for each in (names, restarted):
        assert "Brothers" not in each.roles_of(member)
        assert not each.is_staff(member)
        assert each.staff_named(made.guild) == [NamedOnServer("Warden", None)]
    await names.pin(PinKind.STAFF, "Warden", warden.id)
    await names.pin(PinKind.ROLE, "Brothers", brothers.id)
    assert names.is_staff(member)
    assert {"Brothers", "Captains"} <= set(names.roles_of(member))


async def test_a_name_that_is_written_into_the_map_anew_means_the_role_that_has_it_then(made: Made) -> None:
    names = made.names()
    await names.arrive(made.guild)
    brothers = made.handle.create_role("Brothers")
    await made.env.settle()
    current = made.bench.roles.planner._role_map.current
    without = replace(
        current, legion=replace(current.legion, role_ranks=RoleRanks({"Captains": "Captain"}, ["Captains"]))
    )
    task = asyncio.create_task(names.run())
    names.role_map_changed(without, current)
    await eventually(lambda: made.kept(PinKind.ROLE).get("brothers") == brothers.id, "the role is pinned")
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_what_a_name_was_pinned_to_counts_again_once_the_map_no_longer_says_another_id(made: Made) -> None:
    copy = made.handle.create_role("Captains")
    await made.env.settle()
    rules = Rules()
    names = GuildNames(rules, NamesInSettings(), made.bench.pins, made.bench.clock, made.bench.log)
    await names.arrive(made.guild)
    rules.legion = replace(rules.legion, role_ids={"Captains": copy.id})
    await names.arrive(made.guild)
    user = made.env.create_user("emek")
    made.handle.add_member(user, roles=[copy])
    await made.env.settle()
    member = made.guild.get_member(user.id)
    assert member is not None
    assert names.roles_of(member) == ("Captains",)
    assert made.kept(PinKind.ROLE)["captains"] == made.captains.id
    rules.legion = replace(rules.legion, role_ids={})
    await names.arrive(made.guild)
    assert names.roles_of(member) == ()


async def test_without_a_database_names_decide_and_nothing_is_lost(made: Made) -> None:
    names = made.names("Legion Officer")
    made.bench.pins.failing = True
    await names.arrive(made.guild)
    assert names.staff_named(made.guild)[0].found == made.officer.id
    made.bench.pins.failing = False
    await names.arrive(made.guild)
    assert made.kept(PinKind.STAFF) == {"legion officer": made.officer.id}


@pytest.mark.parametrize("staff", ["Legion Officer", "Captains"])
async def test_members_of_another_server_have_its_names_and_none_of_these_pins(made: Made, staff: str) -> None:
    names = made.names(staff)
    await names.arrive(made.guild)
    other = made.env.create_guild(name="Stranger")
    theirs = other.create_role("Captains")
    user = made.env.create_user("stranger")
    other.add_member(user, roles=[theirs])
    await made.env.settle()
    seen = made.bench.client.get_guild(other.id)
    member = seen.get_member(user.id) if seen is not None else None
    assert member is not None
    assert names.roles_of(member) == ("Captains",)
    assert names.pins(other.id) == {}


class CountedRoles(dict[int, discord.Role]):
    """Where a guild keeps its roles; it counts how often they are listed."""

    listed = 0

    def values(self) -> Any:
        self.listed += 1
        return super().values()


async def test_the_roles_are_listed_once_for_many_members_and_anew_after_each_change(made: Made) -> None:
    names = made.names("Legion Officer")
    await names.arrive(made.guild)
    member = made.guild.me
    store = CountedRoles(made.guild._roles)
    made.guild._roles = store
    await member.add_roles(discord.Object(made.captains.id))
    await made.env.settle()
    assert "Captains" in names.roles_of(member), "a new session keeps its roles elsewhere"
    listed = store.listed
    for _ in range(100):
        assert "Captains" in names.roles_of(member)
        assert not names.is_staff(member)
    assert store.listed == listed
    made.env.backend.delete_role(made.handle.id, made.captains.id)
    await made.env.settle()
    assert "Captains" not in names.roles_of(member)
