"""Everything the bot offers, against docs/commands.md: what people are told is what there is."""

import ast
import re
from collections.abc import Iterator

from discord import app_commands

from ignis.bot.replies.access import ADMINISTRATORS, STAFF
from ignis.runtime.config.settings import project_root
from tests.bot.conftest import Bench

SHOWN_TO = {None: "everybody", STAFF: "staff", ADMINISTRATORS: "administrators"}


def offered(bench: Bench) -> Iterator[tuple[str, str]]:
    """Every command as it is typed, and for whom Discord shows it."""
    for command in bench.client.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            options = [each.name if each.required else f"[{each.name}]" for each in command.parameters]
            root = command.root_parent or command
            yield " ".join([command.qualified_name, *options]), SHOWN_TO[root.default_permissions]


def documented() -> Iterator[tuple[str, str]]:
    text = (project_root() / "docs" / "commands.md").read_text(encoding="utf-8")
    yield from re.findall(r"^\| `/([^`]+)` \| (\w+) \|", text, re.MULTILINE)


def test_the_table_of_commands_is_right(bench: Bench) -> None:
    assert dict(documented()) == dict(offered(bench))


def test_commands_are_for_the_server_alone(bench: Bench) -> None:
    assert all(command.guild_only for command in bench.client.tree.get_commands())


def test_every_kind_of_button_has_one_name(bench: Bench) -> None:
    names = [kind.name for kind in bench.catalogue.buttons]
    assert len(names) == len(set(names))


OPEN_TO_EVERYBODY = {
    "card-history", "history-page", "card-ladder", "card-refresh", "leaderboard", "forget-me", "keep-me",
}  # fmt: skip
"""Buttons whose panel asks itself, because it depends on whom they are about, and buttons that only show."""


def test_buttons_for_everybody_are_named_here(bench: Bench) -> None:
    assert {kind.name for kind in bench.catalogue.buttons if kind.needs is None} == OPEN_TO_EVERYBODY


def test_every_kind_of_button_is_in_the_catalogue(bench: Bench) -> None:
    """A panel whose `kinds()` is forgotten shows buttons that nobody answers."""
    written = [
        call
        for file in (project_root() / "ignis" / "bot").rglob("*.py")
        if file.name != "buttons.py"
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "ButtonKind"
    ]
    assert len(written) == len(bench.catalogue.buttons)


def test_all_that_can_be_asked_for_is_counted_by_its_name(bench: Bench) -> None:
    names = list(bench.catalogue.counted_as())
    assert len(names) == len(set(names))
    assert {"userinfo", "points add", "Ignis profile"} <= set(names)
    assert {f"button {kind.name}" for kind in bench.catalogue.buttons} <= set(names)
    assert "points" not in names, "a group of commands is none"
