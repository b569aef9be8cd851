"""YAML as people edit it, read strictly: plain mappings, lists and scalars, and nothing is guessed.

A mapping's key is always the text as written. Of plain values only `true`, `false`, `null`, `~`, nothing at all
and whole numbers (and decimals, where they are asked for) are more than their text: `No`, `On`, `0x1F` and `2026-01-01`
stay words, because roles may be called so. Anchors, aliases and tags are refused: no value stands far from its key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ignis.runtime.config.strict_text import DEEPEST, Place, TextProblem, check_length, check_utf8

_LARGEST = 1 << 18  # characters; a server has 250 roles at most
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,19})")
_DECIMAL = re.compile(r"-?([0-9]+\.[0-9]*|\.[0-9]+)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Node:
    """A value and the piece of the text that holds it: from `start` to `end`, its first line counted from 0.

    `children` are the nodes of a list, or key and value of a mapping, in the text's order. `block` is False for what
    is in brackets, and for scalars.
    """

    value: Any
    start: int
    end: int
    line: int
    block: bool = False
    children: tuple["Node | tuple[Node, Node]", ...] = ()


def parse(text: str, *, decimals: bool = False) -> Any:
    r"""The content of `text`; `decimals`: whether `1.5` is a number. Raises TextProblem.

    >>> parse("steps:\n- rank: No\n  points: 15\n")
    {'steps': [{'rank': 'No', 'points': 15}]}
    """
    return read(text, decimals=decimals).value


def line_of(text: str, place: Place) -> int:
    """The line of `place`, or of the last part of it that is there, in a `text` that `parse` takes."""
    node = read(text)
    for part in place:
        found = next((child for key, child in _members(node) if key == part), None)
        if found is None:
            break
        node = found
    return node.line + 1


def read(text: str, *, decimals: bool = False) -> Node:
    """The tree of `text`. Raises TextProblem for what is not YAML, or not of the part of it that is read here."""
    check_length(text, _LARGEST)
    check_utf8(text)
    try:
        return _Reader(text, decimals=decimals).document()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise TextProblem(f"line {line}: not valid YAML: holds a character that cannot be shown") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problem = " ".join((error.problem or error.context or "unreadable").split())
        raise TextProblem(f"{place}not valid YAML: {problem}") from None
    except (ValueError, OverflowError):
        # what PyYAML lets through of an escape or a directive with a number that is too large
        raise TextProblem("not valid YAML: holds a number that is too large") from None


def _members(node: Node) -> Iterator[tuple[int | str, Node]]:
    for index, child in enumerate(node.children):
        if isinstance(child, tuple):
            yield child[0].value, child[1]
        else:
            yield index, child


class _Reader:
    """Builds the tree from the parser's events, which come one by one: after a mistake nothing more is read."""

    def __init__(self, text: str, *, decimals: bool) -> None:
        self._decimals = decimals
        # the parser in Python, not libyaml's: only its places are those of the text, whatever characters stand there
        self._events: Iterator[Event] = yaml.parse(text, Loader=yaml.SafeLoader)

    def document(self) -> Node:
        next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, StreamEndEvent):
            return Node(None, 0, 0, 0)
        root = self._node(next(self._events), 1)
        next(self._events)  # the document ends
        following = next(self._events)
        if isinstance(following, DocumentStartEvent):
            raise _problem(following, "a second document begins; expected one")
        return root

    def _node(self, event: Event, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            raise _problem(event, f"`*{event.anchor}` refers to another place; write the value out")
        if not isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            raise _problem(event, "expected a value")
        if event.anchor is not None:
            raise _problem(event, f"`&{event.anchor}` names a value for use in other places; write it out there")
        if event.tag is not None:
            raise _problem(event, f"tags such as {event.tag!a} are not known here")
        if depth > DEEPEST:
            raise _problem(event, f"is nested too deeply: expected at most {DEEPEST} levels")
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        return self._mapping(event, depth) if isinstance(event, MappingStartEvent) else self._list(event, depth)

    def _scalar(self, event: ScalarEvent) -> Node:
        value = self._resolved(event.value) if event.style is None else event.value
        return Node(value, _start(event).index, _end(event).index, _start(event).line)

    def _resolved(self, word: str) -> Any:
        """What a plain scalar means."""
        if word in _WORDS:
            return _WORDS[word]
        if self._decimals and _DECIMAL.fullmatch(word):
            return float(word)
        return int(word) if _WHOLE.fullmatch(word) else word

    def _list(self, start: SequenceStartEvent, depth: int) -> Node:
        children: list[Node] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            children.append(self._node(event, depth + 1))
        last = children[-1] if children else None
        return _collection(start, event, [child.value for child in children], tuple(children), last)

    def _mapping(self, start: MappingStartEvent, depth: int) -> Node:
        children: list[tuple[Node, Node]] = []
        content: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event, depth)
            if key.value in content:
                raise _problem(event, f"the key {key.value!a} stands twice in one place; keep one of them")
            children.append((key, self._node(next(self._events), depth + 1)))
            content[key.value] = children[-1][1].value
        last = children[-1][1] if children else None
        return _collection(start, event, content, tuple(children), last)

    def _key(self, event: Event, depth: int) -> Node:
        node = self._node(event, depth + 1)
        if not isinstance(event, ScalarEvent):
            raise _problem(event, "a key must be a plain word")
        return Node(event.value, node.start, node.end, node.line)


def _collection(
    start: MappingStartEvent | SequenceStartEvent,
    end: Event,
    value: Any,
    children: tuple[Node | tuple[Node, Node], ...],
    last: Node | None,
) -> Node:
    """Without brackets it ends with its `last` value: the parser's own end is behind the comments that follow."""
    block = not start.flow_style and last is not None
    stop = last.end if block and last is not None else _end(end).index
    return Node(value, _start(start).index, stop, _start(start).line, block, children)


def _problem(event: Event, problem: str) -> TextProblem:
    return TextProblem(f"line {_start(event).line + 1}: {problem}")


def _start(event: Event) -> yaml.Mark:
    return cast("yaml.Mark", event.start_mark)  # None only in events that were made without a text


def _end(event: Event) -> yaml.Mark:
    return cast("yaml.Mark", event.end_mark)
