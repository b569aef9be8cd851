"""Buttons that work as long as their message exists, also after a restart of the bot.

Everything a button needs is in its custom id, `ig:<kind>:<number>:<number>…`; nothing is remembered for it. Everybody
who sees a button can press it, so it is asked at every press whether the member may: see `ButtonKind.needs`.
"""

import re
import zlib
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, cast

import discord
from discord import ui

from ignis.bot.replies.access import Access
from ignis.bot.replies.reply import Declined, Interaction, Replies, Reply, Visibility

PREFIX: Final = "ig"
_ID_LIMIT: Final = 100  # https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id
_OURS: Final = re.compile(rf"{PREFIX}:.*", re.DOTALL)
"""Every custom id that may be of Ignis: an ill-formed one gets an answer, too."""
_WELL_FORMED: Final = re.compile(rf"{PREFIX}:(?P<kind>[a-z-]{{1,30}})(?P<numbers>(?::[0-9]{{1,19}})*)")
_LARGEST: Final = 2**63 - 1  # what the database and Discord's ids can hold

Press = Callable[[Interaction, tuple[int, ...]], Coroutine[Any, Any, Reply]]
"""What a press does, with the interaction and the numbers of the custom id. It raises Refused or Declined to say no."""


@dataclass(frozen=True)
class ButtonKind:
    """`name` is its part of the custom id. `where` is where its answer goes.

    `needs` is what a member must be to press it, as for commands: STAFF, ADMINISTRATORS, or None for everybody. An
    `order` changes something that must not be done twice (`Replies.answer`). `carries` is how many numbers are in its
    custom id: a button with more or fewer is of another version of Ignis.

    Example:
        ButtonKind("promotions-page", panel.turn, carries=1, needs=STAFF)
    """

    name: str
    press: Press
    where: Visibility = Visibility.HERE
    carries: int = field(kw_only=True)
    needs: discord.Permissions | None = field(kw_only=True)
    order: bool = field(kw_only=True, default=False)

    async def pressed(self, interaction: Interaction, numbers: tuple[int, ...], access: Access) -> Reply:
        """Asks first whether the member may press it. Raises Refused, and what `press` raises."""
        access.admit(interaction, self.needs)
        if len(numbers) != self.carries:
            raise Declined("errors.command_changed")
        return await self.press(interaction, numbers)

    @property
    def counted_as(self) -> str:
        """Its name in metrics, beside the names of commands."""
        return f"button {self.name}"


def custom_id(kind: str, *numbers: int) -> str:
    """Raises ValueError for one that Discord or `dynamic_item` would not accept.

    >>> custom_id("history-page", 42, 0)
    'ig:history-page:42:0'
    """
    made = ":".join((PREFIX, kind, *map(str, numbers)))
    if len(made) > _ID_LIMIT or _read(made) is None:
        raise ValueError(f"no custom id for a button: {made!r}")
    return made


def _read(custom_id: str) -> tuple[str, tuple[int, ...]] | None:
    """Kind and numbers; None for one that this version of Ignis has not made."""
    match = _WELL_FORMED.fullmatch(custom_id)
    if match is None:
        return None
    numbers = tuple(map(int, match["numbers"].split(":")[1:]))
    return (match["kind"], numbers) if all(number <= _LARGEST for number in numbers) else None


def mark(name: str) -> int:
    """A number for a name, because a custom id is too short for names. Never 0. The name's case does not matter.

    >>> mark("Brother") == mark("brother")
    True
    """
    return zlib.crc32(name.casefold().encode("utf-8", "surrogatepass")) or 1


def marked(names: Iterable[str], wanted: int) -> str | None:
    """The one of `names` whose mark is `wanted`."""
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


def dynamic_item(kinds: Iterable[ButtonKind], replies: Replies, access: Access) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """The class that discord.py calls for every button of Ignis.

    Example:
        client.add_dynamic_items(dynamic_item(kinds, replies, access))
    """
    known = {kind.name: kind for kind in kinds}

    class Pressed(ui.DynamicItem[ui.Button[Any]], template=_OURS):
        def __init__(self, item: ui.Button[Any], match: re.Match[str]) -> None:
            super().__init__(item)
            kind, self._numbers = _read(match.string) or ("", ())
            self._kind = known.get(kind, _UNKNOWN)

        @classmethod
        async def from_custom_id(
            cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
        ) -> "Pressed":
            del interaction
            return cls(cast("ui.Button[Any]", item), match)  # no other component has a custom id of ours

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            work = self._kind.pressed(interaction, self._numbers, access)
            kind = self._kind
            await replies.answer(interaction, work, where=kind.where, name=kind.counted_as, order=kind.order)

    return Pressed


async def _refuse(_: Interaction, __: tuple[int, ...]) -> Reply:
    raise Declined("errors.command_changed")


_UNKNOWN: Final = ButtonKind("gone", _refuse, Visibility.PRIVATE, carries=0, needs=None)
"""A button of an earlier or later version of Ignis, or an ill-formed one."""
