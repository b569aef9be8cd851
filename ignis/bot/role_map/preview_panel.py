"""The dry run: who would change, and who would not and why, page by page; also for a change that is not made yet."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import discord
from discord import ui

from ignis.bot.replies.access import ADMINISTRATORS
from ignis.bot.replies.buttons import ButtonKind, button, mark, marked
from ignis.bot.replies.layout import panel, paragraphs, row
from ignis.bot.replies.markup import named
from ignis.bot.replies.paging import NAME_LIMITS, pager, squeezed
from ignis.bot.replies.people import MemberNames, Names
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.role_map.changed import change_lines, effect
from ignis.bot.role_map.context import Administrator, RoleMapContext
from ignis.bot.role_map.editing import MapEditing
from ignis.bot.texts import Voice
from ignis.domain.paging import paged
from ignis.domain.role_map.diff import diff
from ignis.domain.role_map.orders import Order
from ignis.domain.role_sync.preview import Preview, PreviewOutcome

_TURN: Final = "config-preview"
_APPLY: Final = "config-apply"
_SIZE: Final = 8
_TAKEN: Final = 2  # roles that are taken, by name
CHANGES_SHOWN: Final = 3  # of the map, above the members who change by them
_NONE: Final = 0  # in place of a role, a rank or the role below it


class ConfigPreviewPanel:
    def __init__(self, context: RoleMapContext, editing: MapEditing) -> None:
        self._context = context
        self._editing = editing

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (
            ButtonKind(_TURN, self._turn, carries=4, needs=ADMINISTRATORS),
            ButtonKind(_APPLY, self._apply, carries=3, needs=ADMINISTRATORS),
        )

    async def show(
        self,
        interaction: Interaction,
        role: discord.Role | None = None,
        rank: str | None = None,
        above: str | None = None,
        page: int | None = None,
        *,
        unasked: bool = False,
    ) -> Reply:
        """What the sync is about to do; with a role, what would follow if it stood for `rank`, or for no rank.

        `page` is None for the first look. `unasked`: the reader wanted the change itself, and is told why it is not
        made yet. Raises Refused, Declined, StorageError.
        """
        administrator = self._context.ask(interaction)
        names = MemberNames(administrator.guild, administrator.say)
        if role is None and (rank or above):
            raise Declined("config.preview_of_what")
        if role is None:
            current = self._context.maps.current
            preview = await self._context.dry_run.preview(administrator.guild, current, turned=page is not None)
            heading = [*administrator.notices, f"### {administrator.say('config.preview_title')}"]
            turn = (_TURN, (_NONE, _NONE, _NONE))
            return _answer(view(preview, heading, names, administrator.say, page=page or 1, turn=turn))
        order = self._editing.order(role, rank, above)
        preview, changes = await self._pending(administrator, order, turned=unasked or page is not None)
        asks = [administrator.say("config.asks_first", count=self._context.ask_above)] if unasked else []
        heading = [*administrator.notices, f"### {administrator.say('config.preview_pending')}", *asks, *changes]
        about = (role.id, mark(rank) if rank else _NONE, mark(above) if above else _NONE)
        apply = button(_APPLY, *about, label=administrator.say("config.apply"), style=discord.ButtonStyle.success)
        made = view(preview, heading, names, administrator.say, page=page or 1, turn=(_TURN, about), below=[row(apply)])
        return _answer(made)

    async def _pending(self, administrator: Administrator, order: Order, *, turned: bool) -> tuple[Preview, list[str]]:
        current, proposed = self._context.maps.current, await self._context.maps.preview(order)
        preview = await self._context.dry_run.preview(administrator.guild, proposed, before=current, turned=turned)
        changes = diff(current.document, proposed.document, self._context.names.pins(administrator.guild.id))
        return preview, change_lines(changes, administrator.say, CHANGES_SHOWN)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        page, *about = numbers
        administrator = self._context.ask(interaction)
        return await self.show(interaction, *self._named(administrator, about), page)

    async def _apply(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        administrator = self._context.ask(interaction)
        role, rank, above = self._named(administrator, numbers)
        if role is None:
            raise Declined("errors.command_changed")
        return await self._editing.change(administrator, self._editing.order(role, rank, above))

    def _named(
        self, administrator: Administrator, about: Sequence[int]
    ) -> tuple[discord.Role | None, str | None, str | None]:
        """Role, rank and the role below, that a button's numbers stand for; they may be gone since."""
        role_id, rank_mark, above_mark = about
        if role_id == _NONE:
            return None, None, None
        legion = self._context.maps.current.legion
        role = administrator.guild.get_role(role_id)
        rank = marked(legion.ranks, rank_mark)
        above = marked((ranked.role for ranked in legion.role_ranks.ranked), above_mark)
        if role is None or (rank is None and rank_mark) or (above is None and above_mark):
            raise Declined("config.gone_since")
        return role, rank, above


def view(
    preview: Preview,
    heading: Sequence[str],
    names: Names,
    say: Voice,
    *,
    page: int,
    turn: tuple[str, Sequence[int]],
    below: Sequence[ui.Item[Any]] = (),
) -> ui.LayoutView:
    """`turn` is the kind of the buttons that turn pages, and the numbers in them behind the page."""
    shown = paged(preview.outcomes, page, _SIZE)
    looked = say("config.preview_looked", count=preview.members)
    if preview.unknown:
        looked += f" {say('config.preview_unknown', count=preview.unknown)}"
    above, under = [*heading, f"**{effect(preview, say)}**"], f"-# {looked}"
    versions = ([_line(outcome, names, limit, say) for outcome in shown.items] for limit in NAME_LIMITS)
    lines = squeezed(versions, [*above, under])
    kind, about = turn
    return panel(paragraphs([*above, *lines, under]), *pager(kind, shown, say, *about), *below)


def _answer(made: ui.LayoutView) -> Reply:
    return Reply(view=made, ephemeral=True)


def _line(outcome: PreviewOutcome, names: Names, limit: int, say: Voice) -> str:
    return " · ".join([f"**{names.of(outcome.user_id)}**", *_parts(outcome, limit, say)])


def _parts(outcome: PreviewOutcome, limit: int, say: Voice) -> Iterator[str]:
    if outcome.rank is not None:
        before, after = named(outcome.rank_before, limit), named(outcome.rank, limit)
        yield say("config.member_rank", before=before, after=after)
    if outcome.keeps:
        yield say("config.member_keeps", rank=named(outcome.rank_before, limit))
    if outcome.given is not None:
        yield say("config.member_given", role=f"<@&{outcome.given}>")
    if outcome.taken:
        yield say("config.member_taken", roles=" ".join(f"<@&{role_id}>" for role_id in outcome.taken[:_TAKEN]))
    if outcome.nickname is not None:
        key = "config.member_shortened" if outcome.shortened else "config.member_nickname"
        yield say(key, nickname=named(outcome.nickname))
    if outcome.blocked is not None:
        yield say("config.member_blocked", reason=say(f"blocked.{outcome.blocked}"))
