"""Every text that the code uses is in the catalogue, with its placeholders, and the catalogue has no other texts.

Read from the source: a key that is only asked for in a rare case must not wait for that case to be found missing.
"""

import ast
import re
from collections.abc import Iterator
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


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of the bot's code, with its place."""
    root = Path(bot.__path__[0])
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}", node


NODES = list(nodes())


def written(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def asked(node: ast.AST) -> ast.expr | None:
    """The key's expression, where `node` asks for a text."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    return node.args[0] if name in ASKING else None


def made(node: ast.JoinedStr) -> re.Pattern[str]:
    """What an f-string may become."""
    return re.compile("".join(r"\w+" if (text := written(part)) is None else re.escape(text) for part in node.values))


ASKED = [(where, node, key) for where, node in NODES if (key := asked(node)) is not None]
LITERAL = {(where, text) for where, _, key in ASKED if (text := written(key)) is not None} | {
    (where, text) for where, node in NODES if (text := written(node)) and LOOKS_LIKE_A_KEY.fullmatch(text)
}
MADE = {(where, made(key)) for where, _, key in ASKED if isinstance(key, ast.JoinedStr)}


def test_the_source_was_read() -> None:
    assert {"card.points", "ladder.off_ladder", "errors.not_a_member"} <= {key for _, key in LITERAL}
    assert any(pattern.fullmatch("refusals.not_staff") for _, pattern in MADE)


def test_every_key_in_the_code_has_a_text() -> None:
    assert {(where, key) for where, key in LITERAL if key not in KEYS} == set()


def test_every_key_that_the_code_puts_together_can_have_a_text() -> None:
    assert {where for where, pattern in MADE if not any(map(pattern.fullmatch, KEYS))} == set()


def test_no_text_is_unused() -> None:
    literal = {key for _, key in LITERAL}
    assert {key for key in KEYS - literal if not any(pattern.fullmatch(key) for _, pattern in MADE)} == set()


def calls() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every use of a text by its key: where, which key, and the names that it is given."""
    for where, node, key in ASKED:
        if isinstance(node, ast.Call) and (text := written(key)) is not None:
            names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
            if len(names) == len(node.keywords):  # `**params` cannot be read here
                yield where, text, names


@pytest.mark.parametrize(("where", "key", "given"), list(calls()))
def test_every_use_of_a_text_gives_its_placeholders(where: str, key: str, given: frozenset[str]) -> None:
    entry = forms(key, DEFAULT)
    needed = set().union(*map(placeholders, entry.values())) | ({COUNTED} if len(entry) > 1 else set())
    assert needed == given, where
