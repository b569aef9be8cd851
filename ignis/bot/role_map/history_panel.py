"""The versions of the role map that are kept, the newest first: who changed what, when."""

from collections.abc import Sequence
from typing import Final

from discord import ui

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.layout import panel, paragraphs, stamp
from ignis.bot.replies.markup import named
from ignis.bot.replies.paging import pager
from ignis.bot.replies.people import MemberNames, Names
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.role_map.context import RoleMapContext
from ignis.bot.texts import Voice
from ignis.domain.paging import paged
from ignis.domain.role_map.version import Source, Version

_TURN: Final = "config-history"
_SIZE: Final = 8
_SHOWN: Final = 120  # characters of what was changed


class ConfigHistoryPanel:
    def __init__(self, context: RoleMapContext) -> None:
        self._context = context

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN, self._turn, carries=1, needs=ADMINISTRATORS),)

    async def show(self, interaction: Interaction, page: int = 1) -> Reply:
        """Raises Refused, StorageError."""
        administrator = self._context.ask(interaction)
        versions = await self._context.maps.history()
        names = MemberNames(administrator.guild, administrator.say)
        return Reply(view=view(versions, page, administrator.notices, names, administrator.say), ephemeral=True)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (page,) = numbers
        return await self.show(interaction, page)


def view(versions: Sequence[Version], page: int, notices: Sequence[str], names: Names, say: Voice) -> ui.LayoutView:
    """`versions` from new to old. `notices` stand on top."""
    shown = paged(versions, page, _SIZE)
    lines = [_line(version, names, say) for version in shown.items]
    text = paragraphs([*notices, f"### {say('config.history_title')}", *lines])
    return panel(text, *pager(_TURN, shown, say))


def _line(version: Version, names: Names, say: Voice) -> str:
    who = _who(version, names, say)
    revisions = f"`{version.before or '–'}` → `{version.after}`"  # noqa: RUF001  stands for nothing at all
    return f"**{version.number}** · {stamp(version.at, 'f')} · {who} · {_what(version, say)}\n-# {revisions}"


def _who(version: Version, names: Names, say: Voice) -> str:
    if version.by is not None:
        return say("history.by", name=names.of(version.by))
    return say("config.by_nobody") if version.source is Source.FILE else say("config.by_deleted")


def _what(version: Version, say: Voice) -> str:
    match version.source:
        case Source.COMMAND:
            return named(version.what, _SHOWN)
        case Source.IMPORT:
            return say("config.imported")
        case Source.UNDO:
            return say("config.undone", version=version.stands_for)
        case Source.FILE:
            return say("config.edited") if version.before is not None else say("config.first_found")
