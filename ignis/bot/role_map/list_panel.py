"""The role map in its order, the highest role first, and what of it the server does not have."""

from collections.abc import Sequence
from typing import Final

from discord import ui

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.layout import panel, paragraphs
from ignis.bot.replies.markup import named
from ignis.bot.replies.paging import pager
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.role_map.context import RoleMapContext
from ignis.bot.role_map.server_roles import server_of
from ignis.bot.texts import Voice
from ignis.domain.paging import paged
from ignis.domain.role_map.check import MappedRole
from ignis.domain.role_map.server_view import ServerRole, ServerView
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.role_ranks import Ranked

_TURN: Final = "config-list"
_SIZE: Final = 12
_SHOWN: Final = 40  # characters of a name


class ConfigListPanel:
    def __init__(self, context: RoleMapContext) -> None:
        self._context = context

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN, self._turn, carries=1, needs=ADMINISTRATORS),)

    async def show(self, interaction: Interaction, page: int = 1) -> Reply:
        """Raises Refused."""
        administrator = self._context.ask(interaction)
        made = view(
            self._context.maps.current.legion,
            server_of(administrator.guild, self._context.names),
            page,
            administrator.notices,
            administrator.say,
        )
        return Reply(view=made, ephemeral=True)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (page,) = numbers
        return await self.show(interaction, page)


def view(legion: Legion, server: ServerView, page: int, notices: Sequence[str], say: Voice) -> ui.LayoutView:
    """`notices` stand on top."""
    ranked = legion.role_ranks.ranked[::-1]
    meant, placed = MappedRole(legion, server), {role.casefold() for role in legion.role_ranks.priority}
    shown = paged(ranked, page, _SIZE)
    lines = [
        _line(place, each, meant.find(each.role), say, has_priority=each.role.casefold() in placed)
        for place, each in enumerate(shown.items, shown.first)
    ]
    title = say("config.list_title", count=len(ranked))
    text = paragraphs([*notices, f"### {title}", *(lines or [say("config.list_empty")])])
    return panel(text, *pager(_TURN, shown, say))


def _line(place: int, ranked: Ranked, role: ServerRole | None, say: Voice, *, has_priority: bool) -> str:
    parts = [say("config.list_line", place=place, role=_shown(ranked, role), rank=named(ranked.rank, _SHOWN))]
    if role is None:
        parts.append(say("config.list_missing"))
    elif role.name.casefold() != ranked.role.casefold():
        parts.append(say("config.list_renamed", role=named(ranked.role, _SHOWN)))
    if not has_priority:
        parts.append(say("config.list_no_priority"))
    return " · ".join(parts)


def _shown(ranked: Ranked, role: ServerRole | None) -> str:
    """As a mention, which has the role's own name and colour. No answer of Ignis pings anybody."""
    if role is None or role.everyone:
        return named(ranked.role, _SHOWN)
    return f"<@&{role.id}>"
