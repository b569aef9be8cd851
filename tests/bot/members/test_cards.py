import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle

from ignis.adapters.database.database import Database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.bot.members.cards import EXTRAS_WITHIN
from ignis.bot.replies.reply import DIRECT_WITHIN, ReplyOutcome
from ignis.bot.services import Services
from ignis.domain.members.member import Member
from ignis.services.ports import (
    AccountAnswer,
    Freshness,
    LadderPicture,
    Linked,
    MemberStore,
    ProfileSources,
    Unavailable,
)
from tests.bot.conftest import ERROR_CODE, Bench
from tests.support.fakes.fake_members import BrokenMembers, FakeMembers
from tests.support.servers.server import press, shown

_FOREVER = 3600
PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
def store() -> MemberStore:
    """In memory; the other tests of this folder use a real database."""
    return FakeMembers(Member(1, 0, "Aspirant", "recruits"))


async def server(env: simcord.Env, *roles: str) -> tuple[GuildHandle, ChannelHandle]:
    """With `roles` from the lowest up, there before the bot looks what names mean."""
    guild = env.create_guild(name="Age of Warfare")
    channel = guild.create_text_channel("servitor-terminal")
    for role in roles:
        guild.create_role(role)
    await env.settle()
    return guild, channel


def join(env: simcord.Env, guild: GuildHandle, name: str = "vulkan", **more: Any) -> MemberActor:
    return guild.add_member(env.create_user(name), **more)


def callbacks(env: simcord.Env) -> int:
    return len([entry for entry in env.http_requests if entry.path.endswith("/callback")])


async def test_a_stored_member_sees_the_whole_card(simcord_env: simcord.Env, store: FakeMembers) -> None:
    guild, channel = await server(simcord_env)
    seal = guild.create_role("Seal of Vulkan")
    vulkan = join(simcord_env, guild, roles=[seal], nick="Vulkan He'stan")
    store.put(Member(vulkan.id, 18, "Initiate", "recruits", company=2, gold_studs=1))
    result = await vulkan.slash(channel, "userinfo")
    card = shown(result)
    assert result.response is not None
    assert not result.response.ephemeral
    assert card.startswith("### — TERMINAL: Vulkan He'stan —\n**Points** · 18\n**Rank** · Initiate\n")
    assert "· Seal of Vulkan\n**Company** · 2nd Battle Company" in card
    assert "Roblox" not in card  # no account can be looked up


async def test_a_stranger_has_the_rank_of_the_roles_and_is_not_written(
    simcord_env: simcord.Env, store: MemberStore
) -> None:
    guild, channel = await server(simcord_env, "Brothers", "Captains")
    brothers, captains = (guild.roles[name] for name in ("Brothers", "Captains"))
    asker, other = join(simcord_env, guild, "asker"), join(simcord_env, guild, "other", roles=[captains, brothers])
    assert "**Rank** · Captain" in shown(await asker.slash(channel, "userinfo", member=other))
    assert "**Points** · 0\n**Rank** · Aspirant" in shown(await asker.slash(channel, "userinfo"))
    assert await store.find(asker.id) is None
    assert await store.find(other.id) is None


async def test_a_changed_role_shows_at_once(simcord_env: simcord.Env) -> None:
    guild, channel = await server(simcord_env, "Brothers")
    member = join(simcord_env, guild)
    simcord_env.backend.add_member_role(guild.id, member.id, guild.roles["Brothers"].id)
    assert "**Rank** · Brother" in shown(await member.slash(channel, "userinfo"))


async def test_the_menu_on_a_member_shows_the_card_to_the_reader_alone(simcord_env: simcord.Env) -> None:
    guild, channel = await server(simcord_env)
    asker, other = join(simcord_env, guild, "asker"), join(simcord_env, guild, "other")
    result = await asker.context_menu(channel, "Ignis profile", other)
    assert "TERMINAL: other" in shown(result)
    assert result.response is not None
    assert result.response.ephemeral


async def test_bots_are_refused_politely(simcord_env: simcord.Env, bench: Bench) -> None:
    guild, channel = await server(simcord_env)
    asker = join(simcord_env, guild, "asker")
    robot = guild.add_member(simcord_env.create_user("robot", bot=True))
    result = await asker.slash(channel, "userinfo", member=robot)
    assert result.response is not None
    assert (result.response.content, result.response.ephemeral) == ("Bots have no rank and no points.", True)
    assert bench.outcomes == [("userinfo", ReplyOutcome.REFUSED)]


async def test_twenty_strangers_get_twenty_right_cards(simcord_env: simcord.Env, bench: Bench) -> None:
    guild, channel = await server(simcord_env)
    for number in range(20):
        member = join(simcord_env, guild, f"recruit{number}")
        assert f"— TERMINAL: recruit{number} —" in shown(await member.slash(channel, "userinfo"))
    assert bench.outcomes == [("userinfo", ReplyOutcome.DIRECT)] * 20


async def test_a_portuguese_reader_gets_portuguese(simcord_env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    guild, channel = await server(simcord_env)
    member = join(simcord_env, guild)
    read: Any = discord.Interaction._from_data
    monkeypatch.setattr(discord.Interaction, "_from_data", lambda self, data: read(self, {**data, "locale": "pt-BR"}))
    result = await member.slash(channel, "userinfo")
    assert "**Patente** · Aspirant" in shown(result)
    monkeypatch.undo()
    assert result.response is not None
    refreshed = await press(member, result, "Atualizar")
    assert "**Patente** · Aspirant" in shown(refreshed)  # the card stays in the language it was asked for in


class TestButtons:
    async def test_refresh_replaces_the_card_in_one_step(
        self, simcord_env: simcord.Env, store: FakeMembers, bench: Bench
    ) -> None:
        guild, channel = await server(simcord_env)
        member, other = join(simcord_env, guild), join(simcord_env, guild, "other")
        first = await member.slash(channel, "userinfo")
        assert first.response is not None
        store.put(Member(member.id, 12, "Aspirant", "recruits"))
        again = await press(other, first, "Refresh")
        assert again.response is not None
        assert again.response.id == first.response.id
        assert "**Points** · 12" in shown(again)
        assert "TERMINAL: vulkan" in shown(again)
        assert bench.outcomes[-1] == ("button card-refresh", ReplyOutcome.DIRECT)

    async def test_ladder_shows_where_the_member_stands(self, simcord_env: simcord.Env, store: FakeMembers) -> None:
        guild, channel = await server(simcord_env)
        member = join(simcord_env, guild)
        store.put(Member(member.id, 30, "Brother", "brothers"))
        card = await member.slash(channel, "userinfo")
        assert card.response is not None
        ladder = await press(member, card, "Ladder")
        assert ladder.response is not None
        assert ladder.response.ephemeral
        assert shown(ladder).splitlines() == [
            "### The ladder",
            "▫️ Aspirant · 0 points",
            "▫️ Initiate · 15 points",
            "",
            "🔥 **Brother** · 20 points · ◇ Trial of Fire ← **here**",
            "▫️ Captain · 70 points · 🔒 handpicked by the officers",
        ]

    async def test_history_is_ones_own_or_for_staff(self, simcord_env: simcord.Env) -> None:
        guild, channel = await server(simcord_env)
        member, other = join(simcord_env, guild), join(simcord_env, guild, "other")
        card = await member.slash(channel, "userinfo")
        assert card.response is not None
        own = await press(member, card, "History")
        assert "vulkan" in shown(own)
        refused = await press(other, card, "History")
        assert refused.response is not None
        assert refused.response.content == "Only the legion's officers may do this."

    async def test_a_member_who_has_left_is_said_to_have(self, simcord_env: simcord.Env) -> None:
        guild, channel = await server(simcord_env)
        member, other = join(simcord_env, guild), join(simcord_env, guild, "other")
        card = await other.slash(channel, "userinfo", member=member)
        simcord_env.backend.remove_member(guild.id, member.id)
        await simcord_env.settle()
        assert card.response is not None
        reply = await press(other, card, "Refresh")
        assert reply.response is not None
        assert reply.response.content == "This works only on the server, for its members."
        assert "TERMINAL: vulkan" in shown(card)


class TestWithABrokenDatabase:
    @pytest.fixture
    def store(self) -> MemberStore:
        return BrokenMembers()

    async def test_the_reader_gets_a_code_that_is_in_the_log(self, simcord_env: simcord.Env, bench: Bench) -> None:
        guild, channel = await server(simcord_env)
        result = await join(simcord_env, guild).slash(channel, "userinfo")
        assert result.response is not None
        assert ERROR_CODE in result.response.content
        assert result.response.ephemeral
        assert any("disk I/O error" in line.get("problem", "") for line in bench.lines)


Ready = Callable[[], bool]


class SlowMembers(FakeMembers):
    """Answers once `ready` says so."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: Ready = lambda: False

    async def find(self, user_id: int) -> Member | None:
        while not self.ready():  # noqa: ASYNC110  simcord offers no event for a request
            await asyncio.sleep(0.01)
        return await super().find(user_id)


class TestWithASlowDatabase:
    @pytest.fixture
    def store(self) -> MemberStore:
        return SlowMembers()

    async def test_the_card_is_deferred_once_and_then_there(
        self, simcord_env: simcord.Env, bench: Bench, store: SlowMembers
    ) -> None:
        guild, channel = await server(simcord_env)
        member = join(simcord_env, guild)
        store.ready = lambda: callbacks(simcord_env) > 0
        result = await member.slash(channel, "userinfo")
        assert "TERMINAL: vulkan" in shown(result)
        assert bench.outcomes == [("userinfo", ReplyOutcome.DEFERRED)]
        assert callbacks(simcord_env) == 1


class SilentSources:
    """Never answers, as if the network had swallowed the question."""

    async def look_up(
        self, _: int, _reader: int | None = None, _freshness: Freshness = Freshness.USUAL, /
    ) -> AccountAnswer:
        await asyncio.sleep(_FOREVER)
        raise AssertionError


@dataclass(frozen=True)
class Given:
    """CardSources that look up accounts here."""

    now: ProfileSources


class SilentPainter:
    """Never done."""

    async def png(self, _: LadderPicture) -> bytes | None:
        await asyncio.sleep(_FOREVER)
        raise AssertionError


class KnownSources:
    async def look_up(
        self, user_id: int, _reader: int | None = None, _freshness: Freshness = Freshness.USUAL, /
    ) -> AccountAnswer:
        return Linked(user_id, "TuShan", "https://tr.rbxcdn.com/1/150/150/AvatarHeadshot/Png/noFilter", Unavailable())


class QuickPainter:
    async def png(self, drawing: LadderPicture) -> bytes | None:
        assert drawing.rank == "Aspirant"
        return PNG


class TestExtras:
    """What is not stored here may be missing, and is never waited for beyond its time."""

    def test_their_time_ends_before_a_card_would_be_deferred(self) -> None:
        assert EXTRAS_WITHIN < DIRECT_WITHIN

    @pytest.fixture
    def bench(self, services: Services, maps: RoleMapFile, database: Database) -> Bench:
        return Bench(services, maps, database, painter=SilentPainter(), sources=Given(SilentSources()))

    async def test_silent_ones_are_left_out_and_the_card_is_direct(
        self, simcord_env: simcord.Env, bench: Bench
    ) -> None:
        guild, channel = await server(simcord_env)
        result = await join(simcord_env, guild).slash(channel, "userinfo")
        assert "**Roblox** · ⏳ Bloxlink answers slowly" in shown(result)
        assert result.response is not None
        assert not result.response.attachments
        assert bench.outcomes == [("userinfo", ReplyOutcome.DIRECT)]
        assert callbacks(simcord_env) == 1


class TestWithExtras:
    @pytest.fixture
    def bench(self, services: Services, maps: RoleMapFile, database: Database) -> Bench:
        return Bench(services, maps, database, painter=QuickPainter(), sources=Given(KnownSources()))

    async def test_they_are_on_the_card(self, simcord_env: simcord.Env) -> None:
        guild, channel = await server(simcord_env)
        member = join(simcord_env, guild)
        result = await member.slash(channel, "userinfo")
        assert "**Roblox** · TuShan (⏳ Bloxlink does not answer)" in shown(result)
        assert result.response is not None
        assert [file.filename for file in result.response.attachments] == ["ladder.png"]
        again = await press(member, result, "Refresh")
        assert again.response is not None
        assert [file.filename for file in again.response.attachments] == ["ladder.png"]
