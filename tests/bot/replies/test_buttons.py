import pytest
import simcord
from discord import app_commands, ui
from hypothesis import given, strategies as st

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import button, custom_id
from ignis.bot.replies.reply import Interaction, Reply, ReplyOutcome
from tests.bot.conftest import Bench

NUMBERS = st.lists(st.integers(0, 2**63 - 1), max_size=3)


@pytest.fixture
def simcord_bot(bench: Bench) -> IgnisClient:
    @app_commands.command(name="relic", description="A button that no Ignis of today knows")
    async def relic(interaction: Interaction) -> None:
        async def work() -> Reply:
            view = ui.View()
            view.add_item(button("of-yesteryear", 1, label="Press"))
            return Reply("an old message", view=view)

        await bench.replies.answer(interaction, work())

    @app_commands.command(name="strange", description="A button with any custom id")
    async def strange(interaction: Interaction, custom_id: str) -> None:
        async def work() -> Reply:
            view = ui.View()
            view.add_item(ui.Button(label="Press", custom_id=custom_id))
            return Reply("strange", view=view)

        await bench.replies.answer(interaction, work())

    bench.client.tree.add_command(relic)
    bench.client.tree.add_command(strange)
    return bench.client


async def test_a_button_of_another_version_gets_a_friendly_answer(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("vulkan"))
    await simcord_env.settle()
    shown = await member.slash(channel, "relic")
    assert shown.response is not None
    pressed = await member.click(shown.response, label="Press")
    assert pressed.response is not None
    assert pressed.response.ephemeral
    assert pressed.response.content.startswith("This command has changed")
    assert bench.outcomes == [("relic", ReplyOutcome.DIRECT), ("button gone", ReplyOutcome.REFUSED)]


async def test_a_button_of_staff_refuses_everybody_else(simcord_env: simcord.Env, bench: Bench) -> None:
    """Whoever has not even a role presses every kind of button there is."""
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(simcord_env.create_user("nobody"))
    await simcord_env.settle()
    refused: set[str] = set()
    for kind in bench.catalogue.buttons:
        if kind.needs is not None:
            shown = await member.slash(channel, "strange", custom_id=f"ig:{kind.name}:1")
            assert shown.response is not None
            pressed = await member.click(shown.response, label="Press")
            assert pressed.response is not None
            assert pressed.response.ephemeral
            refused.add(pressed.response.content)
    assert refused == {"Only the legion's officers may do this.", "Only administrators of this server may do this."}


STRANGE = [
    "ig:",
    "ig:history-page:abc",
    "ig:history-page:99999999999999999999",
    "ig:history-page:٣:1",
    "ig:history-page:-1:1",
    "ig:Loud:1",
    "ig::::",
    "ig:history-page\n:1:1",
    "ig:history-page:1",
    "ig:history-page:1:2:3",
    "ig:forget-me",
    "ig:config-apply",
    "ig:promotions-approve:1",
]


@pytest.mark.parametrize("strange", STRANGE)
async def test_an_ill_formed_or_outdated_id_says_that_the_command_has_changed(
    simcord_env: simcord.Env, strange: str
) -> None:
    pressed = await _pressed(simcord_env, [strange])
    assert [answer[:24] for answer in pressed] == ["This command has changed"]


async def test_no_number_of_any_kind_is_an_unexpected_error(simcord_env: simcord.Env, bench: Bench) -> None:
    ids = [
        ":".join(("ig", kind.name, *[str(number)] * count))
        for kind in bench.catalogue.buttons
        for count, number in ((kind.carries, 0), (kind.carries, 2**63 - 1), (kind.carries + 1, 1))
    ]
    pressed = await _pressed(simcord_env, ids)
    assert [made for made, answer in zip(ids, pressed, strict=True) if "on my side" in answer] == []
    assert ReplyOutcome.FAILED not in [outcome for _, outcome in bench.outcomes]


async def _pressed(env: simcord.Env, ids: list[str]) -> list[str]:
    """What an administrator is answered who presses buttons with these custom ids."""
    guild = env.create_guild()
    channel = guild.create_text_channel("servitor-terminal")
    member = guild.add_member(env.create_user("vulkan"), roles=[guild.create_role("A", permissions=ADMINISTRATORS)])
    await env.settle()
    answers = []
    for one in ids:
        shown = await member.slash(channel, "strange", custom_id=one)
        assert shown.response is not None
        pressed = await member.click(shown.response, label="Press")
        answers.append(pressed.response.content if pressed.response is not None else "")
    return answers


@given(st.from_regex(r"[a-z-]{1,30}", fullmatch=True), NUMBERS)
def test_ids_fit_discord_and_contain_what_was_put_in(kind: str, numbers: list[int]) -> None:
    made = custom_id(kind, *numbers)
    assert len(made) <= 100
    assert made.split(":") == ["ig", kind, *map(str, numbers)]


@pytest.mark.parametrize(
    ("kind", "numbers"), [("Loud", ()), ("a:b", ()), ("", ()), ("page", (-1,)), ("page", (2**63,) * 5)]
)
def test_an_id_that_could_not_be_pressed_is_an_error(kind: str, numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no custom id"):
        custom_id(kind, *numbers)
