"""What the sync would do, without doing it: by the map in force, or by one that is not in force yet.

Both come from `ignis.domain.role_sync.plan.plan`, which the sync itself runs, so the two cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from ignis.domain.blocked import LEFT_ALONE, Blocked
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync.map_moves import MapMove, NewMap, plan_by_new_map
from ignis.domain.role_sync.plan import Account, RankSource, SeenMember, SyncPlan, adopted, plan


@dataclass(frozen=True, slots=True)
class KnownMember:
    """All that is known of a member before a plan. `move`: by the last change of the role map, if it still counts."""

    seen: SeenMember
    stored: Member | None
    account: Account | None
    move: MapMove | None = None


@dataclass(frozen=True, slots=True)
class PreviewOutcome:
    """What would become of one member. Each part is None where nothing changes.

    `keeps`: by the map before, a role stood for the rank; by this one none does, and the rank stays all the same.
    """

    user_id: int
    rank_before: str
    rank: str | None
    given: int | None
    taken: tuple[int, ...]
    nickname: str | None
    shortened: bool
    blocked: Blocked | None
    keeps: bool = False

    @property
    def changes(self) -> bool:
        return self.rank is not None or self.nickname is not None or self.given is not None or bool(self.taken)


@dataclass(slots=True)
class Preview:
    """Filled member by member with `add`, in as many slices as the caller likes. Outcomes are kept in that order.

    `members` counts everybody looked at, `keeping` those who keep a rank that no role of theirs stands for any more,
    `unknown` those of whom nothing else is counted and whose Roblox account is not known, as a sync of all counts them.
    """

    before: RoleTable | None
    after: RoleTable
    at: datetime
    keep_rank_without_role: bool = True
    members: int = 0
    changing: int = 0
    keeping: int = 0
    blocked: int = 0
    shortened: int = 0
    unknown: int = 0
    outcomes: list[PreviewOutcome] = field(default_factory=list)

    def add(self, known: KnownMember) -> bool:
        """Whether nothing is to be done about that member, and nothing prevents it.

        With a map `before`, only what the other map changes is counted, not what the sync is about to do anyway.
        """
        first = self._plan(self.before, known) if self.before is not None else None
        if first is not None and self.before is not None:
            known = settled(self.before, known, first, self.at)
        made = self._plan_after(known)
        outcome = _outcome(made, first)
        self.members += 1
        if outcome.changes or outcome.keeps or (outcome.blocked is not None and not self._blocked_before(known, made)):
            self._count(outcome)
            return False
        return True

    def _plan(self, table: RoleTable, known: KnownMember) -> SyncPlan:
        return plan(table, known.seen, known.stored, known.account, keep_rank_without_role=self.keep_rank_without_role)

    def _plan_after(self, known: KnownMember) -> SyncPlan:
        if self.before is None:
            return self._plan(self.after, known)
        keep = self.keep_rank_without_role
        maps = NewMap(self.before, self.after)
        return plan_by_new_map(maps, known.seen, known.stored, known.account, known.move, keep_rank_without_role=keep)

    def _blocked_before(self, known: KnownMember, made: SyncPlan) -> bool:
        """By the map before, the same is blocked for the same reason; asked of the member as `settled` by that map.

        The first plan does not tell: it may read a nickname that cannot be changed as that of another rank.
        """
        if self.before is None:
            return False
        again = self._plan(self.before, known)
        return (again.blocked, again.rank, again.nickname) == (made.blocked, made.rank, made.nickname)

    def _count(self, outcome: PreviewOutcome) -> None:
        self.outcomes.append(outcome)
        self.changing += outcome.changes
        self.keeping += outcome.keeps
        self.blocked += outcome.blocked is not None
        self.shortened += outcome.shortened


def settled(table: RoleTable, known: KnownMember, made: SyncPlan, at: datetime) -> KnownMember:
    """The member once the plan has been carried out."""
    stored = adopted(table, known.stored, made, actor_id=None, at=at).after if made.store else known.stored
    seen = known.seen
    if made.rename is not None:
        seen = replace(seen, nickname=made.rename)
    if made.roles is not None:
        seen = replace(seen, roles=frozenset(_after_swap(seen, made)))
    return KnownMember(seen, stored, known.account, known.move)


def _after_swap(seen: SeenMember, made: SyncPlan) -> Iterator[int]:
    assert made.roles is not None  # noqa: S101  the caller has asked
    yield from (role for role in seen.roles if role not in made.roles.take)
    if made.roles.give is not None:
        yield made.roles.give


def _outcome(made: SyncPlan, first: SyncPlan | None) -> PreviewOutcome:
    """`first` is the plan by the map before. For a member who is not stored yet, it alone says what they were."""
    blocked = made.blocked
    before = first.rank if first is not None and made.store else made.before
    return PreviewOutcome(
        user_id=made.user_id,
        rank_before=before,
        rank=made.rank if made.rank.casefold() != before.casefold() else None,
        given=made.roles.give if made.roles is not None else None,
        taken=made.roles.take if made.roles is not None else (),
        nickname=made.rename,
        shortened=made.rename is not None and made.nickname is not None and made.nickname.shortened,
        blocked=None if blocked in LEFT_ALONE else blocked,
        keeps=first is not None
        and first.ranked is not None
        and made.rank_source is RankSource.KEPT
        and made.restored is None,
    )
