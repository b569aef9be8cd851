"""Commands in texts are Discord's mentions once their ids are known, until then their names in the reader's words."""

import re
from pathlib import Path

import pytest
import simcord

from ignis.bot.texts import load_texts
from ignis.bot.texts.catalogue import LANGUAGES
from ignis.bot.texts.command_names import names_command, with_commands
from tests.bot.conftest import Bench

LOCAL = {"commands.config.name": "configurar", "commands.config.role.name": "cargo", "commands.why.name": "porque"}


@pytest.mark.parametrize(
    ("text", "ids", "shown"),
    [
        ("See `/config role add`.", {"config": 7}, "See </config role add:7>."),
        ("Veja `/config role add`.", {"why": 7}, "Veja `/configurar cargo add`."),
        ("`/why` e `/config`", {"config": 7}, "`/porque` e </config:7>"),
        ("`bot.staff_roles` and `{revision}`", {"config": 7}, "`bot.staff_roles` and `{revision}`"),
    ],
)
def test_a_command_is_shown_as_the_reader_knows_it(text: str, ids: dict[str, int], shown: str) -> None:
    assert with_commands(text, LOCAL, ids) == shown


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command_that_a_text_names_is_mentioned_by_its_id(
    simcord_env: simcord.Env, bench: Bench, language: str
) -> None:
    """From the very ids that Discord gave; so a text cannot name a command that there is not."""
    texts, guild = load_texts(), simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    found = bench.client.get_guild(guild.id)
    assert found is not None
    before = texts.say("config.take_back", language)
    assert "</" not in before
    bench.sync.on_registered(texts)
    await bench.sync.attempt(found)
    known = {command.qualified_name for command in bench.client.tree.walk_commands()}
    named = [key for key in texts.keys(language) if (entry := texts.entry(key, language)) and names_command(str(entry))]
    assert named
    for key in named:
        for text in entry_texts(texts._shown[language][key]):
            assert not names_command(text), key
            for command in re.findall(r"</([a-z_ ]+):\d+>", text):
                assert command in known, key


def entry_texts(entry: object) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())  # type: ignore[attr-defined]


def test_no_text_with_a_command_is_put_where_mentions_do_not_render() -> None:
    """On buttons, in modals and menus."""
    texts, folder = load_texts(), Path("ignis/bot")
    plain = re.compile(r'(?:label|placeholder|title)=\w*say\("([a-z_.]+)"')
    used = {key for path in folder.rglob("*.py") for key in plain.findall(path.read_text(encoding="utf-8"))}
    assert used
    assert not [key for key in used if names_command(str(texts.entry(key, "en")))]
