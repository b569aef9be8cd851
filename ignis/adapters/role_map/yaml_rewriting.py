r"""Writes changed values into a YAML text and leaves every other character of it alone: comments, order, quotes.

This is our own code because ruamel.yaml's round trip (0.19, tried: 17 of the 19 tests of this file fail with it) writes
the whole file again, and loses what people wrote:
- It ties each comment to the line above: with a removed role it drops the heading of the next section.
- A renamed role loses the comment of its line; a changed line is padded so that its comment keeps its column.
- It knows one indentation for a whole file: a file that mixes two comes back with other lines everywhere.
- It rewrites what nobody changed: `~`, `"\u00e9"`, `[1,2]`, folded text, a mark in front of the file.
Here only the lines of what changed are touched, and the result is read again before it is used.
"""

import json
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import yaml

from ignis.runtime.config import strict_yaml
from ignis.runtime.config.strict_text import TextProblem
from ignis.runtime.config.strict_yaml import Node

_WIDE = 1 << 30  # never fold a line


def render(content: Any, old: str) -> str:
    r"""`old`, changed so that it holds `content`; without anything to change, plain YAML.

    Raises TextProblem for a layout that cannot be changed here without loss.

    Example:
        render({"roles": {"Captain": "Primarch"}}, "# ours\nroles:\n  Captain: Sergeant  # old\n")
    """
    if not old.strip():
        return _dumped(content)
    text = old if old.endswith("\n") else old + "\n"
    rewriting = _Rewriting(text)
    rewriting.value(strict_yaml.read(text), content)
    new = rewriting.done()
    try:
        if _same(strict_yaml.parse(new), content):
            return new
    except TextProblem:
        pass
    raise TextProblem("is laid out in a way that a command cannot change without losing comments; edit it by hand")


class _Rewriting:
    """Collects replacements of pieces of `text`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces: list[tuple[int, int, str]] = []

    def done(self) -> str:
        text = self._text
        # from the back, so that what is in front keeps its place; of insertions at one place, the last made first
        for _, (start, end, new) in sorted(enumerate(self._pieces), key=lambda p: (p[1][0], p[0]), reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def value(self, node: Node, want: Any) -> None:
        if _same(node.value, want):
            return
        if want and node.block and isinstance(want, dict) and isinstance(node.value, dict):
            self._children(node, [_canonical(key) for key in node.value], list(want.items()))
        elif want and node.block and isinstance(want, list) and isinstance(node.value, list):
            self._children(node, [_canonical(value) for value in node.value], want)
        else:
            self._replace(node, want)

    def _children(self, node: Node, old: Sequence[str], want: Sequence[Any]) -> None:
        """`want` holds the items of a list, or keys with their values."""
        keyed = isinstance(node.value, dict)
        new = [_canonical(item[0] if keyed else item) for item in want]
        for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            pairs = min(last - first, new_last - new_first)
            for child, item in zip(node.children[first : first + pairs], want[new_first:], strict=False):
                self._child(child, item)
            for child in node.children[first + pairs : last]:
                self._delete(child)
            if kind in {"insert", "replace"}:
                self._insert(node, first + pairs, want[new_first + pairs : new_last])

    def _child(self, child: Node | tuple[Node, Node], item: Any) -> None:
        if isinstance(child, Node):
            self.value(child, item)
            return
        key, value = child
        if key.value != item[0]:
            self._pieces.append((key.start, key.end, _key(item[0])))
        self.value(value, item[1])

    def _delete(self, child: Node | tuple[Node, Node]) -> None:
        first, last = child if isinstance(child, tuple) else (child, child)
        self._pieces.append((self._line_start(first.start), self._line_end(last.end), ""))

    def _insert(self, node: Node, index: int, items: Sequence[Any]) -> None:
        """Behind the child before `index`, on lines of their own."""
        before = node.children[index - 1] if index else None
        last = before[1] if isinstance(before, tuple) else before
        at = self._line_end(last.end) if last else self._line_start(node.start)
        blank = " " * (node.start - self._line_start(node.start))
        for item in items:
            new = _dumped(dict([item]) if isinstance(node.value, dict) else [item])
            self._pieces.append((at, at, _indented(new, blank)))

    def _replace(self, node: Node, want: Any) -> None:
        start = node.start
        if isinstance(want, dict | list) and want and not node.value and self._ends_a_line(node):
            # `role_ids: {}` becomes a mapping of lines
            margin = " " * (self._margin(start) + 2)
            start = len(self._text[:start].rstrip(" "))
            new = "\n" + _indented(_dumped(want), margin).rstrip("\n")
        elif isinstance(want, dict | list):
            new = json.dumps(want, ensure_ascii=False)
        else:
            new = _scalar(want)
        # behind a bare `key:` there is no blank yet
        self._pieces.append((start, node.end, f" {new}" if node.start == node.end and new[0] != "\n" else new))

    def _ends_a_line(self, node: Node) -> bool:
        return not self._text[node.end : self._line_end(node.end)].strip()

    def _margin(self, at: int) -> int:
        line = self._text[self._line_start(at) : at]
        return len(line) - len(line.lstrip(" "))

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        return at if at and self._text[at - 1] == "\n" else self._text.index("\n", at) + 1


def _dumped(content: Any) -> str:
    dumped: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=_WIDE)
    return dumped


def _scalar(value: Any) -> str:
    return _dumped({"k": value}).removeprefix("k: ").removesuffix("\n")


def _key(name: str) -> str:
    return _dumped({name: 0}).removesuffix(": 0\n")


def _indented(text: str, margin: str) -> str:
    return "".join(margin + line for line in text.splitlines(keepends=True))


def _canonical(value: Any) -> str:
    """Tells True from 1, which Python does not."""
    return json.dumps(value, sort_keys=True)


def _same(one: Any, other: Any) -> bool:
    return _canonical(one) == _canonical(other)
