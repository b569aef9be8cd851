import pytest
import simcord
from simcord.builders import ChannelHandle, GuildHandle
from simcord.results import InteractionResult

from ignis.bot.reply import Outcome
from ignis.domain.member import Member
from ignis.services.ports import MemberStore
from tests.bot.conftest import INCIDENT, Bench
from tests.support.fake_members import BrokenMembers, FakeMembers


async def server(env: simcord.Env) -> tuple[GuildHandle, ChannelHandle]:
    guild = env.create_guild(name="Age of Warfare")
    channel = guild.create_text_channel("servitor-terminal")
    await env.settle()
    return guild, channel


def card(result: InteractionResult) -> dict[str, str]:
    """The card's fields by name, and its title."""
    assert result.response is not None
    assert not result.response.ephemeral
    (embed,) = result.response.embeds
    return {"title": embed.title or ""} | {field.name or "": field.value or "" for field in embed.fields}


async def test_a_stored_member_sees_the_whole_card(simcord_env: simcord.Env, store: FakeMembers) -> None:
    guild, channel = await server(simcord_env)
    seal = guild.create_role("Seal of Vulkan")
    vulkan = guild.add_member(simcord_env.create_user("vulkan"), roles=[seal], nick="Vulkan He'stan")
    store.put(Member(vulkan.id, 18, "Initiate", "recruits", company=2, gold_studs=1))
    shown = card(await vulkan.slash(channel, "userinfo"))
    assert shown == {
        "title": "— TERMINAL: Vulkan He'stan —",
        "Points": "18",
        "Rank": "Initiate",
        "Progress": "`│██████░░░░░░│` 18 / 35",
        "Next rank": "**Brother** at 20 points\n✖ 2 more points\n✖ Trial of Fire",
        "Awards": "Seal of Vulkan",
        "Company": "2nd Battle Company",
        "Service studs": "1 gold, 0 silver",
    }


async def test_a_stranger_has_the_rank_of_the_roles_and_is_not_written(
    simcord_env: simcord.Env, store: MemberStore
) -> None:
    guild, channel = await server(simcord_env)
    brothers, captains = guild.create_role("Brothers"), guild.create_role("Captains")
    asker = guild.add_member(simcord_env.create_user("asker"))
    other = guild.add_member(simcord_env.create_user("other"), roles=[captains, brothers])
    assert card(await asker.slash(channel, "userinfo", member=other))["Rank"] == "Captain"
    shown = card(await asker.slash(channel, "userinfo"))
    assert (shown["Rank"], shown["Points"], shown["Progress"]) == ("Aspirant", "0", "`│░░░░░░░░░░░░│` 0 / 20")
    assert await store.find(asker.id) is None
    assert await store.find(other.id) is None


async def test_a_changed_role_shows_at_once(simcord_env: simcord.Env) -> None:
    guild, channel = await server(simcord_env)
    brothers = guild.create_role("Brothers")
    member = guild.add_member(simcord_env.create_user("member"))
    simcord_env.backend.add_member_role(guild.id, member.id, brothers.id)
    assert card(await member.slash(channel, "userinfo"))["Rank"] == "Brother"


async def test_bots_are_refused_politely(simcord_env: simcord.Env, bench: Bench) -> None:
    guild, channel = await server(simcord_env)
    asker = guild.add_member(simcord_env.create_user("asker"))
    robot = guild.add_member(simcord_env.create_user("robot", bot=True))
    result = await asker.slash(channel, "userinfo", member=robot)
    assert result.response is not None
    assert (result.response.content, result.response.ephemeral) == ("Bots hold no rank and no points.", True)
    assert bench.outcomes == [("userinfo", Outcome.REFUSED)]


async def test_twenty_strangers_get_twenty_right_cards(simcord_env: simcord.Env, bench: Bench) -> None:
    guild, channel = await server(simcord_env)
    for number in range(20):
        member = guild.add_member(simcord_env.create_user(f"recruit{number}"))
        assert card(await member.slash(channel, "userinfo"))["title"] == f"— TERMINAL: recruit{number} —"
    assert bench.outcomes == [("userinfo", Outcome.DIRECT)] * 20


class TestWithABrokenDatabase:
    @pytest.fixture
    def store(self) -> MemberStore:
        return BrokenMembers()

    async def test_the_reader_gets_a_code_that_is_in_the_log(self, simcord_env: simcord.Env, bench: Bench) -> None:
        guild, channel = await server(simcord_env)
        asker = guild.add_member(simcord_env.create_user("asker"))
        result = await asker.slash(channel, "userinfo")
        assert result.response is not None
        assert INCIDENT in result.response.content
        assert result.response.ephemeral
        assert any("disk I/O error" in line.get("exception", "") for line in bench.lines)
