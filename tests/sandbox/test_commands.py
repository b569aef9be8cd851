"""An unmodified discord.py answers people in the sandbox, over real HTTP and a real websocket."""

import asyncio

import pytest

from tests.support.servers.sandbox import Bot, RunningSandbox
from tests.support.waiting import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("bot")]


async def test_a_bot_sees_the_whole_seeded_world(sandbox: RunningSandbox, bot: Bot) -> None:
    guild = bot.guilds[0]
    state = await sandbox.state()
    assert guild.name == "Age of Warfare"
    assert guild.chunked
    assert {str(member.id) for member in guild.members} == {member["id"] for member in state["members"]}
    assert bot.application_id == guild.me.id
    assert guild.id not in guild.me._roles, "nobody has @everyone as a role of theirs"
    assert [session["connected"] for session in state["sessions"]] == [True]


async def test_a_person_runs_a_command(sandbox: RunningSandbox) -> None:
    outcome = await sandbox.slash("Vulkan", "who", member="Vulkan", shout=True)
    assert outcome["acknowledged"] is True
    assert outcome["ephemeral"] is True
    assert outcome["latency_ms"] > 0
    assert "VULKAN" in outcome["messages"][0]["content"]


async def test_a_deferred_answer_is_waited_for(sandbox: RunningSandbox) -> None:
    outcome = await sandbox.slash("Cassian", "slow")
    assert outcome["messages"][0]["content"] == "done at last"
    assert not outcome["ephemeral"]
    texts = [message["content"] for message in await sandbox.messages("servitor-terminal")]
    assert "done at last" in texts


async def test_an_interaction_is_answered_once(sandbox: RunningSandbox, bot: Bot) -> None:
    bot.log.clear()
    outcome = await sandbox.slash("Vulkan", "twice")
    assert [message["content"] for message in outcome["messages"]] == ["once"]
    assert await eventually(lambda: bot.seen("refused") or None, "the second answer is refused") == [40060]


async def test_an_interaction_is_answered_within_three_seconds(sandbox: RunningSandbox, bot: Bot) -> None:
    bot.log.clear()
    outcome = await sandbox.slash("Vulkan", "late")
    assert outcome["acknowledged"] is False
    assert outcome["messages"] == []
    assert await eventually(lambda: bot.seen("refused") or None, "the late answer is refused") == [10062]


async def test_a_card_of_components_arrives_whole(sandbox: RunningSandbox) -> None:
    message = (await sandbox.slash("Vulkan", "card"))["messages"][0]
    assert message["flags"] & 1 << 15
    assert message["components"][0]["components"][0]["content"] == "**Vulkan** lives"


async def test_buttons_selects_and_modals_work(sandbox: RunningSandbox) -> None:
    message = (await sandbox.slash("Vulkan", "buttons"))["messages"][0]["id"]
    place = {"as": "Cassian", "channel": "servitor-terminal", "message": message}
    picked = await sandbox.control("select", **place, custom_id="pick", values=["Ash"])
    assert picked["messages"][0]["content"] == "picked Ash"
    asked = await sandbox.control("click", **place, label="Ask")
    assert asked["modal"]["title"] == "A question"
    said = await sandbox.control(
        "modal", **{"as": "Cassian"}, interaction=asked["interaction"], values={"answer": "the Forge"}
    )
    assert said["messages"][0]["content"] == "you said the Forge"
    edited = await sandbox.control("click", **place, custom_id="edit")
    assert edited["messages"][0]["content"] == "edited by the button"


async def test_subcommands_take_names_and_complete(sandbox: RunningSandbox, bot: Bot) -> None:
    role = bot.guilds[0].me.top_role.name
    outcome = await sandbox.slash("Vulkan", "config role add", role=role, rank="Captain")
    assert outcome["messages"][0]["content"] == f"{role} is Captain"
    place = {"as": "Vulkan", "channel": "servitor-terminal", "command": "config role add"}
    completed = await sandbox.control("autocomplete", **place, option="rank", value="Ser")
    assert completed["choices"] == [{"name": "Sergeant", "value": "Sergeant"}]


async def test_context_menus_find_their_target(sandbox: RunningSandbox) -> None:
    place = {"as": "Vulkan", "channel": "servitor-terminal"}
    outcome = await sandbox.control("context-menu", **place, command="Who is this?", member="Cassian")
    assert "Cassian" in outcome["messages"][0]["content"]
    message = (await sandbox.slash("Vulkan", "slow"))["messages"][0]["id"]
    outcome = await sandbox.control("context-menu", **place, command="Quote", message=message)
    assert outcome["messages"][0]["content"] == "> done at last"


async def test_many_people_act_at_the_same_time(sandbox: RunningSandbox) -> None:
    runs = [sandbox.control("slash", **_who(), direct=True) for _ in range(100)]
    assert all(outcome["acknowledged"] for outcome in await asyncio.gather(*runs))


def _who() -> dict[str, object]:
    options = {"member": "Cassian"}
    return {"as": "Tu'Shan", "channel": "servitor-terminal", "command": "who", "options": options}
