"""Every text that the code uses is in the catalogue, with its placeholders, and the catalogue has no other texts.

Read from the source: a key that is only asked for in a rare case must not wait for that case to be found missing.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ignis import bot
from ignis.bot.texts import load_texts
from ignis.bot.texts.catalogue import DEFAULT
from tests.bot.texts.test_languages import forms, placeholders, sentences

TEXTS = load_texts()
KEYS = sentences(DEFAULT)
SECTIONS = {key.split(".")[0] for key in KEYS}
LOOKS_LIKE_A_KEY = re.compile(rf"(?:{'|'.join(sorted(SECTIONS))})\.(?!png\b|json\b)\w+")
ASKING = {"say", "Declined"}
COUNTED = "count"


@dataclass
class Found:
    """What the bot's code says of texts, each with its place: what it asks for, keys as they are written, and patterns
    of those that it puts together. The syntax trees themselves are let go: they would be 400,000 objects.
    """

    asked: list[tuple[str, ast.Call]] = field(default_factory=list)
    literal: set[tuple[str, str]] = field(default_factory=set)
    made: set[tuple[str, re.Pattern[str]]] = field(default_factory=set)

    def add(self, where: str, node: ast.AST) -> None:
        if (text := written(node)) and LOOKS_LIKE_A_KEY.fullmatch(text):
            self.literal.add((where, text))
        if not isinstance(node, ast.Call) or (key := asked(node)) is None:
            return
        self.asked.append((where, node))
        if (text := written(key)) is not None:
            self.literal.add((where, text))
        if isinstance(key, ast.JoinedStr):
            self.made.add((where, made(key)))


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of the bot's code, with its place."""
    root = Path(bot.__path__[0])
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}", node


@pytest.fixture(scope="module")
def found() -> Found:
    found = Found()
    for where, node in nodes():
        found.add(where, node)
    return found


def written(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def asked(node: ast.Call) -> ast.expr | None:
    """The key's expression, where `node` asks for a text."""
    if not node.args:
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    return node.args[0] if name in ASKING else None


def made(node: ast.JoinedStr) -> re.Pattern[str]:
    """What an f-string may become."""
    return re.compile("".join(r"\w+" if (text := written(part)) is None else re.escape(text) for part in node.values))


def test_the_source_was_read(found: Found) -> None:
    assert {"card.points", "ladder.off_ladder", "errors.not_a_member"} <= {key for _, key in found.literal}
    assert any(pattern.fullmatch("refusals.not_staff") for _, pattern in found.made)


def test_every_key_in_the_code_has_a_text(found: Found) -> None:
    assert {(where, key) for where, key in found.literal if key not in KEYS} == set()


def test_every_key_that_the_code_puts_together_can_have_a_text(found: Found) -> None:
    assert {where for where, pattern in found.made if not any(map(pattern.fullmatch, KEYS))} == set()


def test_no_text_is_unused(found: Found) -> None:
    literal = {key for _, key in found.literal}
    unused = {key for key in KEYS - literal if not any(pattern.fullmatch(key) for _, pattern in found.made)}
    assert unused == set()


def calls(found: Found) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every use of a text by its key: where, which key, and the names that it is given."""
    for where, node in found.asked:
        if (text := written(node.args[0])) is not None:
            names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
            if len(names) == len(node.keywords):  # `**params` cannot be read here
                yield where, text, names


def needed(key: str) -> frozenset[str]:
    entry = forms(key, DEFAULT)
    return frozenset().union(*map(placeholders, entry.values()), {COUNTED} if len(entry) > 1 else set())


def test_every_use_of_a_text_gives_its_placeholders(found: Found) -> None:
    uses = list(calls(found))
    assert len(uses) > 100
    assert [(where, key, given) for where, key, given in uses if given != needed(key)] == []
