"""What staff can order about one member. Each order is a value; its `decide` says what follows.

A step of the ladder that is open is taken as soon as points are given. Taking points away never costs a rank. A rank
that staff set stays exactly as set until points are given.

`decide` raises Refused for what cannot be done. Amounts are checked once: when the order is made.

Example:
    order = AddPoints(legion, subject, 5, OrderNote.with_reason(actor, "patrol", now))
    change = order.decide(stored)  # stored is None for a member who is not stored yet
"""

from dataclasses import dataclass, replace

from ignis.domain import inputs
from ignis.domain.members.change import Action, Change
from ignis.domain.members.member import Member, StudKind
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.profile import Subject, company_decision, newcomer
from ignis.domain.members.rank_steps import with_open_steps, with_rank
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.legion import Legion

MOST_POINTS = 10**9
MOST_STUDS = 10**6
_SHOWN = 100  # characters of what the officer typed


@dataclass(frozen=True, slots=True)
class AddPoints:
    """Raises Refused for an amount out of range."""

    legion: Legion
    subject: Subject
    amount: int
    note: OrderNote

    def __post_init__(self) -> None:
        inputs.check_amount(self.amount)

    def decide(self, stored: Member | None) -> Change:
        before = _known(self.legion, self.subject, stored)
        total = _more(before.points, self.amount, MOST_POINTS)
        entry = self.note.entry(Action.POINTS, before.user_id, before.points, total)
        given = Change(before, replace(before, points=total, declined=None), (entry,))
        return with_open_steps(self.legion, given, self.note.at)


@dataclass(frozen=True, slots=True)
class RemovePoints:
    """`amount` is positive. Raises Refused for an amount out of range."""

    legion: Legion
    subject: Subject
    amount: int
    note: OrderNote

    def __post_init__(self) -> None:
        inputs.check_amount(self.amount)

    def decide(self, stored: Member | None) -> Change:
        before = _known(self.legion, self.subject, stored)
        total = _less(before.points, self.amount)
        entry = self.note.entry(Action.POINTS, before.user_id, before.points, total)
        return Change(before, replace(before, points=total), (entry,))


@dataclass(frozen=True, slots=True)
class AddStuds:
    """Raises Refused for an amount out of range."""

    legion: Legion
    subject: Subject
    kind: StudKind
    amount: int
    note: OrderNote

    def __post_init__(self) -> None:
        inputs.check_amount(self.amount)

    def decide(self, stored: Member | None) -> Change:
        before = _known(self.legion, self.subject, stored)
        return _with_studs(before, self.kind, _more(before.studs(self.kind), self.amount, MOST_STUDS), self.note)


@dataclass(frozen=True, slots=True)
class RemoveStuds:
    """`amount` is positive. Raises Refused for an amount out of range."""

    legion: Legion
    subject: Subject
    kind: StudKind
    amount: int
    note: OrderNote

    def __post_init__(self) -> None:
        inputs.check_amount(self.amount)

    def decide(self, stored: Member | None) -> Change:
        before = _known(self.legion, self.subject, stored)
        return _with_studs(before, self.kind, _less(before.studs(self.kind), self.amount), self.note)


@dataclass(frozen=True, slots=True)
class SetRank:
    """Any rank, on the ladder or off it. The case of `rank` does not matter."""

    legion: Legion
    subject: Subject
    rank: str
    note: OrderNote

    def decide(self, stored: Member | None) -> Change:
        before = _known(self.legion, self.subject, stored)
        wanted = self.legion.rank(self.rank)
        if wanted is None:
            raise Refused(Refusal.NOT_A_RANK, rank=self.rank[:_SHOWN])
        if wanted.casefold() == before.rank.casefold():
            raise Refused(Refusal.RANK_UNCHANGED, rank=wanted)
        entry = self.note.entry(Action.RANK, before.user_id, before.rank, wanted)
        return Change(before, with_rank(self.legion, before, wanted), (entry,))


@dataclass(frozen=True, slots=True)
class SetCompany:
    """`company` None removes the stored company: then the roles or the nickname decide again."""

    legion: Legion
    subject: Subject
    company: int | None
    note: OrderNote

    def decide(self, stored: Member | None) -> Change:
        before = _known(self.legion, self.subject, stored)
        wanted, companies = self.company, self.legion.companies
        if wanted is not None and wanted not in companies:
            raise Refused(Refusal.NOT_A_COMPANY, company=wanted, first=companies.first, last=companies.last)
        if wanted == before.company:
            number, source = company_decision(self.legion, self.subject, before)
            raise Refused(Refusal.COMPANY_UNCHANGED, company=number or 0, source=source)
        entry = self.note.entry(Action.COMPANY, before.user_id, before.company, wanted)
        return Change(before, replace(before, company=wanted), (entry,))


def _known(legion: Legion, subject: Subject, stored: Member | None) -> Member:
    if subject.bot:
        raise Refused(Refusal.TARGET_IS_BOT)
    return stored or newcomer(legion, subject)


def _more(total: int, amount: int, most: int) -> int:
    if total + amount > most:
        raise Refused(Refusal.TOTAL_TOO_LARGE, total=total, highest=most)
    return total + amount


def _less(total: int, amount: int) -> int:
    if total < amount:
        raise Refused(Refusal.TOTAL_BELOW_ZERO, total=total, amount=amount)
    return total - amount


def _with_studs(before: Member, kind: StudKind, total: int, note: OrderNote) -> Change:
    if kind is StudKind.GOLD:
        action, after = Action.GOLD_STUDS, replace(before, gold_studs=total)
    else:
        action, after = Action.SILVER_STUDS, replace(before, silver_studs=total)
    return Change(before, after, (note.entry(action, before.user_id, before.studs(kind), total),))
