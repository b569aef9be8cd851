"""What follows from what staff ask for: a member as stored and a wish in, a Change out, or Refused.

A step of the ladder that needs nobody's consent is taken as soon as points are given or an officer's promotion leads
to it. Taking points away never costs a rank, and a rank that staff set stands exactly as set until points are given.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from ignis.domain import inputs
from ignis.domain.members.change import Action, Actor, Change, LedgerEntry
from ignis.domain.members.member import Member, StudKind
from ignis.domain.members.profile import Subject, newcomer
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.ladder import NextRank
from ignis.domain.rules.legion import Legion

MOST_POINTS = 10**9
MOST_STUDS = 10**6
_SHOWN = 100  # characters of what somebody typed


@dataclass(frozen=True, slots=True)
class OrderNote:
    """Who asks, why and when. The reason is None only where none is owed."""

    actor: Actor
    reason: str | None
    at: datetime

    def entry(self, action: Action, user_id: int, before: str | int | None, after: str | int | None) -> LedgerEntry:
        return LedgerEntry(action, user_id, self.actor.user_id, before, after, self.reason, self.at)


def note(actor: Actor, reason: str, at: datetime) -> OrderNote:
    """With a reason that is fit to keep. Raises Refused."""
    return OrderNote(actor, inputs.reason(reason), at)


def points(legion: Legion, subject: Subject, stored: Member | None, amount: int, noted: OrderNote) -> Change:
    """`amount` is negative to take points away."""
    before = _known(legion, subject, stored)
    total = _total(before.points, amount, MOST_POINTS)
    after = replace(before, points=total)
    entries = (noted.entry(Action.POINTS, before.user_id, before.points, total),)
    if amount < 0:
        return Change(before, after, entries)
    return _climbed(legion, Change(before, replace(after, declined=None), entries), noted)


def rank(legion: Legion, subject: Subject, stored: Member | None, name: str, noted: OrderNote) -> Change:
    before = _known(legion, subject, stored)
    wanted = legion.rank(name)
    if wanted is None:
        raise Refused(Refusal.NOT_A_RANK, rank=name[:_SHOWN])
    if wanted.casefold() == before.rank.casefold():
        raise Refused(Refusal.RANK_UNCHANGED, rank=wanted)
    entry = noted.entry(Action.RANK, before.user_id, before.rank, wanted)
    return Change(before, _ranked(legion, before, wanted), (entry,))


def studs(
    legion: Legion, subject: Subject, stored: Member | None, noted: OrderNote, *, kind: StudKind, amount: int
) -> Change:
    """`amount` is negative to take studs away."""
    before = _known(legion, subject, stored)
    if kind is StudKind.GOLD:
        had, action = before.gold_studs, Action.GOLD_STUDS
        after = replace(before, gold_studs=_total(had, amount, MOST_STUDS))
    else:
        had, action = before.silver_studs, Action.SILVER_STUDS
        after = replace(before, silver_studs=_total(had, amount, MOST_STUDS))
    return Change(before, after, (noted.entry(action, before.user_id, had, had + amount),))


def company(legion: Legion, subject: Subject, stored: Member | None, number: int | None, noted: OrderNote) -> Change:
    """None takes the member out of the stored company; the nickname then tells it again, if it does."""
    before = _known(legion, subject, stored)
    companies = legion.companies
    if number is not None and number not in companies:
        raise Refused(Refusal.NOT_A_COMPANY, company=number, first=companies.first, last=companies.last)
    if number == before.company:
        raise Refused(Refusal.COMPANY_UNCHANGED, company=number or 0)
    entry = noted.entry(Action.COMPANY, before.user_id, before.company, number)
    return Change(before, replace(before, company=number), (entry,))


def approval(legion: Legion, stored: Member | None, expected_rank: str, noted: OrderNote) -> Change:
    """Takes the gated step to `expected_rank`, if that is still the one the member waits for."""
    before, following = _waiting(legion, stored, expected_rank)
    entry = noted.entry(Action.APPROVED, before.user_id, before.rank, following.rank)
    return _climbed(legion, Change(before, _ranked(legion, before, following.rank), (entry,)), noted)


def decline(legion: Legion, stored: Member | None, expected_rank: str, noted: OrderNote) -> Change:
    before, following = _waiting(legion, stored, expected_rank)
    entry = noted.entry(Action.DECLINED, before.user_id, before.rank, following.rank)
    return Change(before, replace(before, declined=following.rank), (entry,))


def is_declined(member: Member, following: NextRank) -> bool:
    """What officers declined is no longer asked of them; a role map that names another next rank asks anew."""
    return member.declined is not None and member.declined.casefold() == following.rank.casefold()


def _known(legion: Legion, subject: Subject, stored: Member | None) -> Member:
    if subject.bot:
        raise Refused(Refusal.TARGET_IS_BOT)
    return stored or newcomer(legion, subject)


def _total(had: int, amount: int, most: int) -> int:
    inputs.amount(abs(amount))
    if had + amount < 0:
        raise Refused(Refusal.TOTAL_BELOW_ZERO, total=had, amount=-amount)
    if had + amount > most:
        raise Refused(Refusal.TOTAL_TOO_LARGE, total=had, highest=most)
    return had + amount


def _waiting(legion: Legion, stored: Member | None, expected_rank: str) -> tuple[Member, NextRank]:
    """Of two officers who press the same button, the second is told that the member has moved on."""
    if stored is None:
        raise Refused(Refusal.NOTHING_STORED)
    standing = legion.ladder.standing(stored.rank, stored.points)
    following = standing.next
    if following is None or following.rank.casefold() != expected_rank.casefold():
        raise Refused(Refusal.MOVED_ON, rank=standing.rank)
    if is_declined(stored, following):
        raise Refused(Refusal.ALREADY_DECLINED, rank=following.rank)
    if not standing.ready:
        raise Refused(Refusal.NOT_READY, rank=following.rank, missing=following.missing)
    return stored, following


def _ranked(legion: Legion, member: Member, rank: str) -> Member:
    standing = legion.ladder.standing(rank, member.points)
    return replace(member, rank=standing.rank, path=standing.path, declined=None, roles_due=True)


def _climbed(legion: Legion, change: Change, noted: OrderNote) -> Change:
    """`change`, and the open steps that the points take from there; nobody's doing, so without an actor."""
    member, entries = change.after, change.entries
    for taken in legion.ladder.after_points(member.rank, member.points):
        entry = LedgerEntry(Action.PROMOTED, member.user_id, None, member.rank, taken, None, noted.at)
        member, entries = _ranked(legion, member, taken), (*entries, entry)
    return Change(change.before, member, entries)
