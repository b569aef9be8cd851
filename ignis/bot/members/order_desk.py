"""Where officers' orders are carried out: once each, and told as done from the moment they are stored.

Example:
    work = desk.give(interaction, member, Action.POINTS, 5, "patrol")
    await replies.answer(interaction, work, where=Visibility.PRIVATE, order=True)
"""

from dataclasses import replace
from typing import Final

import discord
from discord import ui

from ignis.bot.members.officer_actions import OfficerActions, OfficerOrder
from ignis.bot.members.receipts import OrderReceipts
from ignis.bot.replies.access import STAFF, asking_member
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.markup import plain
from ignis.bot.replies.people import member_on
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.services import Services
from ignis.bot.texts import Voice
from ignis.domain.members.change import Action, Change
from ignis.domain.members.member import StudKind
from ignis.domain.members.ordered import Ordered
from ignis.domain.members.profile import CompanySource, company_decision
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.company import title
from ignis.domain.rules.legion import Legion
from ignis.services.ports import LegionSource, OrderStore

_AGAIN: Final = "order-again"
_STUDS: Final = {Action.GOLD_STUDS: StudKind.GOLD, Action.SILVER_STUDS: StudKind.SILVER}


class OrderDesk:
    def __init__(
        self,
        officers: OfficerActions,
        services: Services,
        receipts: OrderReceipts,
        store: OrderStore,
        *,
        rules: LegionSource,
    ) -> None:
        self._officers = officers
        self._services = services
        self._receipts = receipts
        self._store = store
        self._rules = rules

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_AGAIN, self._again, carries=1, needs=STAFF, order=True),)

    async def give(
        self, interaction: Interaction, member: discord.Member, action: Action, value: str | int | None, reason: str
    ) -> Reply:
        """`value`: see Ordered. Asks first if the officer gave the same order a moment ago.

        Raises Refused, StorageError: then nothing was changed.
        """
        order = self._officers.order(interaction, member)
        return await self._carry_out(interaction, order, Ordered(member.id, action, value), reason)

    async def _again(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (order_id,) = numbers
        asked = await self._store.asked(order_id)
        if asked is None:
            raise Refused(Refusal.ORDER_GONE)
        officer = asking_member(interaction)
        if officer.id != asked.actor_id:
            raise Refused(Refusal.NOT_YOUR_BUTTON)
        member = await member_on(officer.guild, asked.ordered.user_id)
        if member is None:
            raise Declined("errors.not_a_member")
        order = replace(self._officers.order(interaction, member), id=asked.id)
        return await self._carry_out(interaction, order, asked.ordered, asked.reason)

    async def _carry_out(self, interaction: Interaction, order: OfficerOrder, what: Ordered, reason: str) -> Reply:
        try:
            change = await self._change(order, what, reason)
        except Refused as refused:
            if refused.code is Refusal.ORDER_REPEATED:
                return _question(order, refused)
            if refused.code is Refusal.RANK_UNCHANGED:
                return await self._officers.report_unchanged(order, str(refused.params["rank"]))
            if refused.code is Refusal.COMPANY_UNCHANGED and what.value is None:
                return _still_unassigned(order, refused)
            raise
        self._receipts.committed(interaction.id, order.id, order.officer.id)
        return await self._officers.report(order, change, _done(order, what, change, self._rules.legion))

    async def _change(self, order: OfficerOrder, what: Ordered, reason: str) -> Change:
        actor, subject, at = order.actor, order.subject, order.at
        match what:
            case Ordered(action=Action.POINTS, value=int(amount)):
                points = self._services.points
                act = points.add if amount >= 0 else points.remove
                return await act(actor, subject, abs(amount), reason, at=at)
            case Ordered(action=Action.GOLD_STUDS | Action.SILVER_STUDS as action, value=int(amount)):
                studs = self._services.studs
                give = studs.add if amount >= 0 else studs.remove
                return await give(actor, subject, _STUDS[action], abs(amount), reason, at=at)
            case Ordered(action=Action.RANK, value=str(rank)):
                self._officers.check_rank(order, rank)
                return await self._services.ranks.set(actor, subject, rank, reason, at=at)
            case Ordered(action=Action.COMPANY, value=int() | None as company):
                return await self._services.companies.set(actor, subject, company, reason, at=at)
            case _:
                raise ValueError(f"no order of staff: {what}")


def _done(order: OfficerOrder, what: Ordered, change: Change, legion: Legion) -> str:
    say, name, after = order.say, order.name, change.after
    match what:
        case Ordered(action=Action.POINTS, value=int(amount)) if amount >= 0:
            return say("staff.points_added", name=name, amount=amount, total=after.points)
        case Ordered(action=Action.POINTS, value=int(amount)):
            return say("staff.points_removed", name=name, amount=-amount, total=after.points)
        case Ordered(action=Action.GOLD_STUDS | Action.SILVER_STUDS as action, value=int(amount)):
            happened = "added" if amount >= 0 else "removed"
            total = after.studs(_STUDS[action])
            return say(f"staff.{_STUDS[action]}_studs_{happened}", name=name, amount=abs(amount), total=total)
        case Ordered(action=Action.RANK):
            return say("staff.rank_set", name=name, before=plain(change.before.rank), after=plain(after.rank))
        case Ordered(value=int(company)):
            return say("staff.company_set", name=name, company=title(company))
        case _:
            what_counts = _unassigned(say, *company_decision(legion, order.subject, after))
            return say("staff.company_removed", name=name, company=what_counts)


def _unassigned(say: Voice, company: int | None, source: CompanySource) -> str:
    """That no company is assigned, and what decides instead: the card shows that company."""
    if company is None:
        return say("company.unassigned.none")
    if source is CompanySource.ROLE:
        return say("company.unassigned.role", company=title(company))
    return say("company.unassigned.nickname", company=title(company))


def _still_unassigned(order: OfficerOrder, refused: Refused) -> Reply:
    company, source = int(refused.params["company"]) or None, CompanySource(str(refused.params["source"]))
    counts = _unassigned(order.say, company, source)
    return Reply(order.say("staff.company_unassigned", name=order.name, company=counts), ephemeral=True)


def _question(order: OfficerOrder, repeated: Refused) -> Reply:
    view = ui.View(timeout=None)
    view.add_item(button(_AGAIN, order.id, label=order.say("orders.again"), style=discord.ButtonStyle.danger))
    said = order.say("refusals.order_repeated", count=int(repeated.params["count"]))
    return Reply(said, view=view, ephemeral=True)
