"""Buttons that work for as long as their message stands, also after the bot was restarted.

All that a button needs stands in its custom id, `ig:<kind>:<number>:<number>…`; nothing is remembered for it. Whoever
presses it is checked anew by what it does.
"""

import re
import zlib
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

import discord
from discord import ui

from ignis.bot.replies.reply import Declined, Interaction, Replies, Reply, Visibility

PREFIX: Final = "ig"
_ID_LIMIT: Final = 100  # https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id
_TEMPLATE: Final = rf"{PREFIX}:(?P<kind>[a-z-]{{1,30}})(?P<numbers>(?::\d{{1,20}})*)"

Press = Callable[[Interaction, tuple[int, ...]], Coroutine[Any, Any, Reply]]
"""What a press does: given who pressed and the numbers of the custom id. It raises Refused or Declined to say no."""


@dataclass(frozen=True)
class ButtonKind:
    """`name` is what custom ids call it. `where` is where its answer goes."""

    name: str
    press: Press
    where: Visibility = Visibility.HERE

    @property
    def counted_as(self) -> str:
        """What metrics call it, beside the names of commands."""
        return f"button {self.name}"


def custom_id(kind: str, *numbers: int) -> str:
    """Raises ValueError for one that Discord or `dynamic_item` would not take."""
    made = ":".join((PREFIX, kind, *map(str, numbers)))
    if len(made) > _ID_LIMIT or not re.fullmatch(_TEMPLATE, made):
        raise ValueError(f"no custom id for a button: {made!r}")
    return made


def mark(name: str) -> int:
    """Stands for a name in a custom id, which is too short for it; never 0. The name's case does not matter."""
    return zlib.crc32(name.casefold().encode("utf-8", "surrogatepass")) or 1


def marked(names: Iterable[str], wanted: int) -> str | None:
    """The one of `names` that `wanted` stands for."""
    return next((name for name in names if mark(name) == wanted), None)


def button(
    kind: str,
    *numbers: int,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    emoji: str | None = None,
    disabled: bool = False,
) -> ui.Button[Any]:
    return ui.Button(custom_id=custom_id(kind, *numbers), label=label, style=style, emoji=emoji, disabled=disabled)


def dynamic_item(kinds: Iterable[ButtonKind], replies: Replies) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """What discord.py calls for every button of Ignis: `client.add_dynamic_items(dynamic_item(kinds, replies))`."""
    known = {kind.name: kind for kind in kinds}

    class Pressed(ui.DynamicItem[ui.Button[Any]], template=_TEMPLATE):
        def __init__(self, item: ui.Button[Any], match: re.Match[str]) -> None:
            super().__init__(item)
            self._kind = known.get(match["kind"], _GONE)
            self._numbers = tuple(map(int, match["numbers"].split(":")[1:]))

        @classmethod
        async def from_custom_id(
            cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
        ) -> "Pressed":
            del interaction
            return cls(cast("ui.Button[Any]", item), match)  # no other component has a custom id of ours

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            work = self._kind.press(interaction, self._numbers)
            await replies.answer(interaction, work, where=self._kind.where, name=self._kind.counted_as)

    return Pressed


async def _refuse(_: Interaction, __: tuple[int, ...]) -> Reply:
    raise Declined("errors.command_changed")


_GONE: Final = ButtonKind("gone", _refuse, Visibility.PRIVATE)
"""A button that an earlier or later Ignis has made."""
