"""A member's name on the server, such as `3. Captain CassianDracos`, made to fit whatever it is made of.

What does not fit is shortened in this order: the rank in the group is abbreviated word by word, then left out, then the
name is cut. The prefix stays. Discord's server counts code points, its clients UTF-16 units; the larger of both counts
here, so that a nickname passes either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ignis.domain.rules.legion import NicknameRules

_ELLIPSIS = "…"
_FIELD = re.compile(r"\{(prefix|group_rank|roblox_username)\}")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_WRITTEN = re.compile(r"\S{1,8}\. (?:.*\s)?([A-Za-z0-9_]{3,20})")  # by the shipped format; Roblox names look so
_SHORT_WORD, _STUB = 5, 4  # characters: a word that is not shortened, and what is left of one that is


@dataclass(frozen=True, slots=True)
class Nickname:
    """Never empty. `shortened`: something of the rank or the name had to go."""

    text: str
    shortened: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the name; `room` UTF-16 units are left for it."""

    before: str
    after: str
    room: int


class Nicknames:
    """Makes nicknames by one set of rules. Frames are kept: a legion has a few dozen of them, and many members."""

    def __init__(self, rules: NicknameRules) -> None:
        self._limit = rules.max_length
        self._short = {rank.casefold(): _tidy(short) for rank, short in rules.abbreviations.items()}
        self._parts = _FIELD.split(re.sub(r"\s+", " ", rules.format).strip())
        self._frames: dict[tuple[str, str], tuple[_Frame, ...]] = {}

    def of(self, prefix: str, group_rank: str, name: str) -> Nickname | None:
        """An empty prefix or rank is left out, with what stands between it and the next. None without a name."""
        known = self._frames.get((prefix, group_rank))
        frames = known if known is not None else self._made(prefix, group_rank)
        name = name if name.isascii() and name.isidentifier() else _tidy(name)
        if not name:
            return None
        length = size(name)
        for frame in frames:
            if length <= frame.room:
                return Nickname(f"{frame.before}{name}{frame.after}", shortened=frame is not frames[0])
        return Nickname(self._cut(frames[-1], name), shortened=True)

    def _made(self, prefix: str, group_rank: str) -> tuple[_Frame, ...]:
        """From the fullest to the one without a rank. A short form that the legion chose takes the place of ours."""
        rank = _tidy(group_rank)
        chosen = self._short.get(rank.casefold())
        forms = (rank, chosen, "") if chosen else (*abbreviations(rank), "")
        made = tuple(self._frame(_tidy(prefix), form) for form in forms)
        self._frames[prefix, group_rank] = made
        return made

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
        """Limits so tight that a prefix leaves no room for a name give the name alone."""
        if frame.room <= size(_ELLIPSIS):
            return _shortened(name, self._limit)
        return f"{frame.before}{_shortened(name, frame.room)}{frame.after}"


def name_in(nickname: str | None) -> str | None:
    """The Roblox name that a nickname of the shipped format ends in; None when it is not of that format or was cut."""
    found = _WRITTEN.fullmatch(nickname or "")
    return found[1] if found else None


def size(text: str) -> int:
    """UTF-16 units: never fewer than code points."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def abbreviations(group_rank: str) -> tuple[str, ...]:
    """From the rank in full to its shortest form, each shorter than the one before; empty for no rank.

    First goes what stands in brackets, then one leading word after the other becomes an initial, then the last word is
    cut. Words that begin with a digit stay: `2nd Lieutenant` is not `2. Lieutenant`.
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


def _tidy(text: str) -> str:
    """One line of what can be seen. Discord would trim the rest, and we would write the nickname again and again."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
