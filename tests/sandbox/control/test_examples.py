"""docs/sandbox.md has an example for every control route; here they are all run, and the answers compared in form."""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import discord
import pytest

from ignis.runtime.config.settings import project_root
from tests.support.servers.sandbox import Bot, RunningSandbox, connected
from tests.support.servers.sandbox_commands import Buttons, add_commands

_BASE = "localhost:8470"
_WITH_A_PARAMETER = {"/sandbox/channels/servitor-terminal": "/sandbox/channels/{name}"}


def examples() -> Iterator[tuple[str, str, str | None, Any]]:
    """Method, path, body, and the answer that follows; None if the page shows none."""
    lines = (project_root() / "docs" / "sandbox.md").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("curl "):
            continue
        words = shlex.split(line)
        body = words[words.index("-d") + 1] if "-d" in words else None
        method = words[words.index("-X") + 1] if "-X" in words else "GET" if body is None else "POST"
        url = next(word for word in words if word.startswith(_BASE)).removeprefix(_BASE)
        shown = lines[number + 1] if number + 1 < len(lines) and lines[number + 1].startswith("{") else None
        yield method, url, body, None if shown is None else json.loads(shown)


def routes(sandbox: RunningSandbox) -> set[tuple[str, str]]:
    found = ((each.method, each.resource) for each in sandbox.sandbox.app.router.routes())
    named = {(method, resource.canonical) for method, resource in found if resource is not None}
    return {(method, path) for method, path in named if path.startswith("/sandbox/") and method != "HEAD"}


def shape(value: Any) -> Any:
    """What kind of thing it is, all the way down; a number is a number, and null may stand for anything."""
    match value:
        case dict():
            return {key: shape(each) for key, each in value.items()}
        case list():
            return [shape(each) for each in value]
        case bool() | str() | None:
            return type(value).__name__
        case _:
            return "number"


@pytest.mark.asyncio(loop_scope="module")
async def test_every_route_has_an_example(sandbox: RunningSandbox) -> None:
    shown = set[tuple[str, str]]()
    for method, url, _, _ in examples():
        path = url.partition("?")[0]
        for concrete, general in _WITH_A_PARAMETER.items():
            path = path.replace(concrete, general)
        shown.add((method, path))
    assert shown == routes(sandbox)


@pytest.mark.asyncio(loop_scope="module")
async def test_every_example_runs_and_answers_as_it_says(sandbox: RunningSandbox) -> None:
    bot = Bot(sandbox.guild, discord.Intents(guilds=True, members=True))
    add_commands(bot)

    @bot.tree.command(guild=bot.guild, description="Shows a member's card")
    async def userinfo(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("the card", view=Buttons())

    @bot.tree.context_menu(name="Ignis profile", guild=bot.guild)
    async def profile(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(member.display_name, ephemeral=True)

    async with connected(bot, sandbox.info):
        ids = {"MESSAGE": "", "INTERACTION": ""}
        for method, url, body, shown in examples():
            filled = re.sub("|".join(ids), lambda word: ids[word[0]], body) if body else None
            status, answer = await run(sandbox, method, url, filled)
            alone = url.startswith("/sandbox/bot/")  # there is no process of a bot to act on
            assert status == (409 if alone else 303 if "/open" in url else 200), (url, body, answer)
            if shown is not None:
                assert shape(answer) == shape(shown), (url, body, answer)
            if isinstance(answer, dict) and answer.get("acknowledged") is not None:
                assert answer["acknowledged"], (url, body, answer)
                ids["INTERACTION"] = answer["interaction"]
                ids["MESSAGE"] = ids["MESSAGE"] or answer["messages"][0]["id"]


async def run(sandbox: RunningSandbox, method: str, url: str, body: str | None) -> tuple[int, Any]:
    """As curl sends it: the body as a form's, without following where it leads."""
    headers = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded"}
    async with sandbox.http.request(method, url, data=body, headers=headers, allow_redirects=False) as answer:
        content = await answer.json() if answer.content_type == "application/json" else await answer.read()
        return answer.status, content
