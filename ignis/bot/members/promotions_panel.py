"""Members who wait for a promotion, with the buttons that decide about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import ui

from ignis.bot.gateway.member_list import MemberList
from ignis.bot.members.receipts import OrderReceipts
from ignis.bot.members.role_swap import RoleSwapper
from ignis.bot.replies.access import STAFF, Access, asking_member
from ignis.bot.replies.buttons import ButtonKind, button, mark, marked
from ignis.bot.replies.layout import panel, paragraphs, row, stamp
from ignis.bot.replies.markup import named, plain
from ignis.bot.replies.paging import pager
from ignis.bot.replies.people import MemberNames, Names
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.texts import Texts, Voice
from ignis.domain.members.change import Action, Actor
from ignis.domain.paging import paged
from ignis.domain.refusals import Refusal, Refused
from ignis.runtime.base.clock import Clock
from ignis.services.history import MemberHistory
from ignis.services.ports import LegionSource
from ignis.services.promotions import Promotions, ReadyMember

_APPROVE: Final = "approve"
_DECLINE: Final = "decline"
_TURN: Final = "promotions"
_SIZE: Final = 5  # each takes 4 of the 40 components that a message may have
_SHOWN: Final = 60  # characters of a name from the configuration
_LOOKED_BACK: Final = 20  # lines of the member's history
_DECISIONS: Final = frozenset({Action.RANK, Action.APPROVED, Action.DECLINED, Action.SYNCED})
_YOURSELF: Final = {
    Refusal.MOVED_ON: Refusal.MOVED_ON_YOURSELF,
    Refusal.ALREADY_DECLINED: Refusal.DECLINED_YOURSELF,
}


@dataclass(frozen=True)
class _Case:
    """What a pressed button is about."""

    officer: discord.Member
    member: discord.Member
    rank: str
    page: int


class PromotionsPanel:
    def __init__(
        self,
        *,
        promotions: Promotions,
        history: MemberHistory,
        members: MemberList,
        rules: LegionSource,
        access: Access,
        swapper: RoleSwapper,
        receipts: OrderReceipts,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._promotions = promotions
        self._history = history
        self._members = members
        self._rules = rules
        self._access = access
        self._swapper = swapper
        self._receipts = receipts
        self._texts = texts
        self._clock = clock

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (
            ButtonKind(_APPROVE, self._approve, carries=3, needs=STAFF, order=True),
            ButtonKind(_DECLINE, self._decline, carries=3, needs=STAFF, order=True),
            ButtonKind(_TURN, self._turn, carries=1, needs=STAFF),
        )

    async def show(self, interaction: Interaction, page: int = 1, notice: str | None = None) -> Reply:
        """Members who have left the server are left out. `notice` comes first.

        Raises StorageError, and Refused while members may be missing in the list: they would count as gone.
        """
        self._members.demand()
        guild, say = interaction.guild, self._texts.voice(interaction.locale)
        waiting = await self._promotions.ready()
        present = [ready for ready in waiting if guild is not None and guild.get_member(ready.user_id) is not None]
        return Reply(view=view(present, page, notice, MemberNames(guild, say), say), ephemeral=True)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (page,) = numbers
        return await self.show(interaction, page)

    async def _approve(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        case, say = self._case(interaction, numbers), self._texts.voice(interaction.locale)
        try:
            change = await self._promotions.approve(
                Actor(case.officer.id, interaction.id),
                case.member.id,
                case.rank,
                grantable=self._swapper.grantable(case.officer),
                at=self._clock.now(),
            )
        except Refused as refused:
            raise await self._by_whom(case, refused) from refused
        self._receipts.committed(interaction.id, interaction.id, case.officer.id)
        done = say("promotions.approved", name=plain(case.member.display_name), rank=named(change.after.rank, _SHOWN))
        roles = await self._swapper.follow(change, case.member, case.officer, say)
        return await self.show(interaction, case.page, f"{done}\n{roles}" if roles else done)

    async def _decline(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        case, say = self._case(interaction, numbers), self._texts.voice(interaction.locale)
        officer = Actor(case.officer.id, interaction.id)
        try:
            await self._promotions.decline(officer, case.member.id, case.rank, at=self._clock.now())
        except Refused as refused:
            raise await self._by_whom(case, refused) from refused
        self._receipts.committed(interaction.id, interaction.id, case.officer.id)
        done = say("promotions.declined", name=plain(case.member.display_name), rank=named(case.rank, _SHOWN))
        return await self.show(interaction, case.page, done)

    async def _by_whom(self, case: _Case, refused: Refused) -> Refused:
        """Who presses again because the answer never came learns that it was their own order. Raises StorageError."""
        own = _YOURSELF.get(refused.code)
        if own is None:
            return refused
        newest = await self._history.page(case.member.id, None, _LOOKED_BACK)
        decided = next((line.entry for line in newest.lines if line.entry.action in _DECISIONS), None)
        if decided is None or (decided.actor_id, decided.after) != (case.officer.id, case.rank):
            return refused
        return Refused(own, **refused.params)

    def _case(self, interaction: Interaction, numbers: Sequence[int]) -> _Case:
        self._members.demand()
        user_id, wanted, page = numbers
        officer = asking_member(interaction)
        member = officer.guild.get_member(user_id)
        if member is None:
            raise Declined("errors.not_a_member")
        self._access.over(officer, member)
        rank = marked(self._rules.legion.ranks, wanted)
        if rank is None:  # the role map was edited since
            raise Declined("promotions.no_such_rank")
        return _Case(officer, member, rank, page)


def view(waiting: Sequence[ReadyMember], page: int, notice: str | None, names: Names, say: Voice) -> ui.LayoutView:
    """A page that does not exist becomes the nearest one that exists."""
    shown = paged(waiting, page, _SIZE)
    empty = [] if waiting else [say("promotions.nobody")]
    heading = paragraphs([*([notice] if notice else []), f"### {say('promotions.title')}", *empty])
    items: list[ui.Item[Any]] = [heading]
    for ready in shown.items:
        items += [ui.TextDisplay(_entry(ready, names, say)), _decision(ready, shown.number, say)]
    return panel(*items, *pager(_TURN, shown, say))


def _entry(ready: ReadyMember, names: Names, say: Voice) -> str:
    following = ready.next
    lines = [
        say(
            "promotions.entry",
            name=names.of(ready.user_id),
            rank=named(ready.rank, _SHOWN),
            next=named(following.rank, _SHOWN),
        ),
        say("promotions.since", points=ready.points, needed=following.points, since=stamp(ready.since, "R")),
    ]
    if following.requirement:
        lines.append(say("promotions.requirement", requirement=named(following.requirement, _SHOWN)))
    if following.handpicked:
        lines.append(say("promotions.handpicked"))
    return "\n".join(lines)


def _decision(ready: ReadyMember, page: int, say: Voice) -> ui.ActionRow[Any]:
    about = (ready.user_id, mark(ready.next.rank), page)
    return row(
        button(_APPROVE, *about, label=say("promotions.approve"), style=discord.ButtonStyle.success),
        button(_DECLINE, *about, label=say("promotions.decline"), style=discord.ButtonStyle.secondary),
    )
