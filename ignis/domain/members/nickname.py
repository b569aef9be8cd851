"""A member's name on the server, such as `3. Captain CassianDracos`, within Discord's length.

If it is too long, it is shortened in this order: the rank in the group is abbreviated word by word, then left out, then
the name is cut. The prefix stays. Discord's server counts code points, its clients count UTF-16 units; the larger count
is used here, so a nickname passes both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ignis.domain.rules.legion import NicknameRules

_ELLIPSIS = "…"
_FIELD = re.compile(r"\{(prefix|group_rank|roblox_username)\}")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SHORT_WORD, _STUB = 5, 4  # characters: the longest word that is not shortened, and what is left of a longer one


@dataclass(frozen=True, slots=True)
class Nickname:
    """`text` is never empty. `shortened`: a part of the rank or the name is missing."""

    text: str
    shortened: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is around the name; `room` UTF-16 units are left for the name."""

    before: str
    after: str
    room: int


class Nicknames:
    """Builds nicknames by one set of rules. Frames are cached: a legion has a few dozen of them, and many members.

    Example:
        nickname = Nicknames(rules).of("3", "Captain", "CassianDracos")
    """

    def __init__(self, rules: NicknameRules) -> None:
        self._limit = rules.max_length
        self._short = {rank.casefold(): tidy(short) for rank, short in rules.abbreviations.items()}
        self._parts = _FIELD.split(re.sub(r"\s+", " ", rules.format).strip())
        self._frames: dict[tuple[str, str], tuple[_Frame, ...]] = {}

    def of(self, prefix: str, group_rank: str, name: str) -> Nickname | None:
        """An empty prefix or rank is left out, with the text up to the next field. Returns None for an empty name."""
        known = self._frames.get((prefix, group_rank))
        frames = known if known is not None else self._framed(prefix, group_rank)
        name = name if name.isascii() and name.isidentifier() else tidy(name)
        if not name:
            return None
        length = size(name)
        for frame in frames:
            if length <= frame.room:
                return Nickname(f"{frame.before}{name}{frame.after}", shortened=frame is not frames[0])
        return Nickname(self._cut(frames[-1], name), shortened=True)

    def _framed(self, prefix: str, group_rank: str) -> tuple[_Frame, ...]:
        """From the longest to the one without a rank. A short form that the legion chose replaces ours."""
        rank = tidy(group_rank)
        chosen = self._short.get(rank.casefold())
        forms = (rank, chosen, "") if chosen else (*abbreviations(rank), "")
        frames = tuple(self._frame(tidy(prefix), form) for form in forms)
        self._frames[prefix, group_rank] = frames
        return frames

    def _frame(self, prefix: str, group_rank: str) -> _Frame:
        values = {"prefix": prefix, "group_rank": group_rank, "roblox_username": "\0"}
        text, follows = self._parts[0], True
        for field, literal in zip(self._parts[1::2], self._parts[2::2], strict=True):
            text += values[field]
            follows = bool(values[field])
            text += literal if follows else ""
        before, _, after = text.strip().partition("\0")
        return _Frame(before, after, self._limit - size(before) - size(after))

    def _cut(self, frame: _Frame, name: str) -> str:
        """If the limit leaves no room for a name beside the prefix, the result is the name alone."""
        if frame.room <= size(_ELLIPSIS):
            return _shortened(name, self._limit)
        return f"{frame.before}{_shortened(name, frame.room)}{frame.after}"


def size(text: str) -> int:
    """UTF-16 units: never fewer than code points."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def abbreviations(group_rank: str) -> tuple[str, ...]:
    """From the full rank to its shortest form, each shorter than the one before; empty for no rank.

    >>> abbreviations("Legion Captain")
    ('Legion Captain', 'L. Captain', 'L. Capt.')

    First what is in brackets is left out, then one leading word after the other becomes an initial, then the last word
    is cut. Words that begin with a digit stay: `2nd Lieutenant` does not become `2. Lieutenant`.
    """
    shortest = size(group_rank) + 1
    kept: list[str] = []
    for form in _forms(group_rank):
        if form and size(form) < shortest:
            kept.append(form)
            shortest = size(form)
    return tuple(kept)


def _forms(group_rank: str) -> Iterator[str]:
    yield group_rank
    words = _IN_BRACKETS.sub("", group_rank).split()
    for count in range(len(words)):
        yield " ".join([*map(_initial, words[:count]), *words[count:]])
    yield " ".join([*map(_initial, words[:-1]), *map(_stub, words[-1:])])


def _initial(word: str) -> str:
    return f"{word[0]}." if word[0].isalpha() else word


def _stub(word: str) -> str:
    return word if len(word) <= _SHORT_WORD else f"{word[:_STUB]}."


def _shortened(name: str, room: int) -> str:
    kept = name
    while kept and size(kept) > room - size(_ELLIPSIS):
        kept = kept[:-1]
    return f"{kept.rstrip()}{_ELLIPSIS}"


def tidy(text: str) -> str:
    """One line of visible characters. Discord would trim the rest, and we would write the nickname again and again."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
