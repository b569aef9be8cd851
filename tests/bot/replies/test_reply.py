"""Whatever a command does, its reader gets one answer, in time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord
from discord import app_commands, ui
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.replies.buttons import ButtonKind, button, dynamic_item
from ignis.bot.replies.reply import Declined, Reply, ReplyOutcome
from tests.bot.conftest import ERROR_CODE, Bench

Work = Callable[[discord.Interaction], Coroutine[Any, Any, Reply]]
Run = Callable[[str], Awaitable[InteractionResult]]


async def quick(_: discord.Interaction) -> Reply:
    return Reply("here you are")


async def slow(interaction: discord.Interaction) -> Reply:
    while not interaction.response.is_done():  # noqa: ASYNC110  the library offers no event for it
        await asyncio.sleep(0.01)
    return Reply("sorry for the wait")


async def refuses(_: discord.Interaction) -> Reply:
    raise Declined("errors.not_a_member")


async def breaks(_: discord.Interaction) -> Reply:
    raise RuntimeError("the cogitator is on fire")


async def breaks_slowly(interaction: discord.Interaction) -> Reply:
    await slow(interaction)
    raise RuntimeError("the cogitator is on fire")


async def hangs(_: discord.Interaction) -> Reply:
    await asyncio.sleep(60)
    return Reply("too late")


async def talks_too_much(_: discord.Interaction) -> Reply:
    return Reply("x" * 2001)


WORK: dict[str, Work] = {
    "quick": quick,
    "slow": slow,
    "refuses": refuses,
    "breaks": breaks,
    "breaks-slowly": breaks_slowly,
    "hangs": hangs,
    "talks-too-much": talks_too_much,
}


def command(bench: Bench, name: str, work: Work) -> app_commands.Command[Any, [], None]:
    @app_commands.command(name=name, description=name)
    async def run(interaction: discord.Interaction) -> None:
        await bench.replies.answer(interaction, work(interaction))

    return run


def panel(bench: Bench) -> app_commands.Command[Any, [], None]:
    """A message with a button for each kind of work. The answer replaces the message."""

    async def work() -> Reply:
        view = ui.View()
        for name in WORK:
            view.add_item(button(name, label=name))
        return Reply("the panel", view=view)

    @app_commands.command(name="panel", description="buttons")
    async def run(interaction: discord.Interaction) -> None:
        await bench.replies.answer(interaction, work())

    return run


def kind(name: str, work: Work) -> ButtonKind:
    return ButtonKind(name, lambda interaction, _: work(interaction), carries=0, needs=None)


@pytest.fixture
def simcord_bot(bench: Bench) -> IgnisClient:
    for name, work in WORK.items():
        bench.client.tree.add_command(command(bench, name, work))
    bench.client.tree.add_command(panel(bench))
    kinds = [kind(name, work) for name, work in WORK.items()]
    bench.client.add_dynamic_items(dynamic_item(kinds, bench.replies, bench.access))

    @bench.client.tree.command(name="unprepared", description="breaks before it answers")
    async def unprepared(_: discord.Interaction) -> None:
        raise RuntimeError("the cogitator is on fire")

    return bench.client


@pytest_asyncio.fixture
async def place(simcord_env: simcord.Env) -> tuple[MemberActor, ChannelHandle]:
    guild = simcord_env.create_guild(name="Age of Warfare")
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("vulkan"))
    await simcord_env.settle()
    return member, channel


@pytest.fixture
def run(place: tuple[MemberActor, ChannelHandle]) -> Run:
    member, channel = place
    return lambda name: member.slash(channel, name)


def said(result: InteractionResult) -> tuple[str, bool]:
    assert result.response is not None
    assert not result.followups
    return result.response.content, result.response.ephemeral


async def test_ready_in_time_is_sent_directly(run: Run, bench: Bench) -> None:
    result = await run("quick")
    assert said(result) == ("here you are", False)
    assert not result.deferred
    assert bench.outcomes == [("quick", ReplyOutcome.DIRECT)]


async def test_slow_work_is_deferred_and_edited(run: Run, bench: Bench) -> None:
    assert said(await run("slow")) == ("sorry for the wait", False)
    assert bench.outcomes == [("slow", ReplyOutcome.DEFERRED)]


async def test_a_refusal_is_only_for_the_reader(run: Run, bench: Bench) -> None:
    assert said(await run("refuses")) == ("That is not a member of this server.", True)
    assert bench.outcomes == [("refuses", ReplyOutcome.REFUSED)]
    assert not [line for line in bench.lines if line["level"] == "error"]


@pytest.mark.parametrize(("name", "private"), [("breaks", True), ("breaks-slowly", False)])
async def test_a_failure_is_one_friendly_line_whose_code_is_in_the_log(
    run: Run,
    bench: Bench,
    name: str,
    private: bool,  # noqa: FBT001  a table of cases
) -> None:
    text, ephemeral = said(await run(name))
    assert ERROR_CODE in text
    assert "cogitator" not in text
    assert ephemeral == private
    (line,) = [line for line in bench.lines if line.get("error_code") == ERROR_CODE]
    assert line["command"] == name
    assert "the cogitator is on fire" in line["exception"]
    assert bench.outcomes == [(name, ReplyOutcome.FAILED)]


@pytest.mark.simcord(check_errors=False)
async def test_a_failure_outside_of_answer_is_answered_too(run: Run, bench: Bench) -> None:
    text, ephemeral = said(await run("unprepared"))
    assert ERROR_CODE in text
    assert ephemeral
    assert bench.outcomes == [("unprepared", ReplyOutcome.FAILED)]


async def test_what_discord_refuses_becomes_the_friendly_line(run: Run, bench: Bench) -> None:
    text, ephemeral = said(await run("talks-too-much"))
    assert ERROR_CODE in text
    assert ephemeral
    assert bench.outcomes == [("talks-too-much", ReplyOutcome.FAILED)]


@pytest.mark.parametrize("name", ["quick", "slow"])
async def test_too_late_is_not_answered_again(run: Run, bench: Bench, simcord_env: simcord.Env, name: str) -> None:
    simcord_env.inject_error(
        "POST", "/interactions/*/*/callback", status=404, code=10062, message="Unknown interaction", times=None
    )
    result = await run(name)
    assert not result.acknowledged
    assert bench.outcomes == [(name, ReplyOutcome.LATE)]
    assert len([entry for entry in simcord_env.http_requests if entry.path.endswith("/callback")]) == 1


async def test_an_answer_that_arrived_although_its_response_was_lost_counts(
    run: Run, bench: Bench, simcord_env: simcord.Env
) -> None:
    simcord_env.inject_error(
        "POST", "/interactions/*/*/callback", status=400, code=40060, message="already acknowledged", times=None
    )
    await run("quick")
    assert bench.outcomes == [("quick", ReplyOutcome.DIRECT)]


async def test_work_that_hangs_is_answered_with_an_error_code(run: Run, bench: Bench) -> None:
    bench.replies._give_up_after = 0.1
    text, _ = said(await run("hangs"))
    assert ERROR_CODE in text
    assert bench.outcomes == [("hangs", ReplyOutcome.FAILED)]


class TestAButtonWhoseAnswerTakesTheMessagesPlace:
    @pytest.mark.parametrize(
        ("name", "text", "outcome"),
        [("quick", "here you are", ReplyOutcome.DIRECT), ("slow", "sorry for the wait", ReplyOutcome.DEFERRED)],
    )
    async def test_the_message_is_replaced(
        self, place: tuple[MemberActor, ChannelHandle], bench: Bench, name: str, text: str, outcome: ReplyOutcome
    ) -> None:
        member, channel = place
        shown = await member.slash(channel, "panel")
        assert shown.response is not None
        pressed = await member.click(shown.response, label=name)
        assert shown.response.content == text
        assert shown.response.components == []
        assert not pressed.followups
        assert bench.outcomes[-1] == (f"button {name}", outcome)

    @pytest.mark.parametrize("name", ["refuses", "breaks", "breaks-slowly", "talks-too-much"])
    async def test_a_failure_is_sent_beside_it(
        self, place: tuple[MemberActor, ChannelHandle], bench: Bench, name: str
    ) -> None:
        member, channel = place
        shown = await member.slash(channel, "panel")
        assert shown.response is not None
        pressed = await member.click(shown.response, label=name)
        told = pressed.followups[0] if pressed.followups else pressed.response
        assert told is not None
        assert told.ephemeral
        assert told.id != shown.response.id
        assert shown.response.content == "the panel"
        assert len(shown.response.components) > 0
        assert bench.outcomes[-1][1] in (ReplyOutcome.FAILED, ReplyOutcome.REFUSED)
