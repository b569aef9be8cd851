"""What is stored of a member, and a single grant of points."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StudKind(StrEnum):
    GOLD = "gold"
    SILVER = "silver"


@dataclass(frozen=True, slots=True)
class Member:
    """`points` is the sum of the member's ledger. `company` is None until staff set one.

    `declined` is the next rank that officers declined; it counts until the points rise or the rank changes.
    `role_rank` is the rank that the member's roles stood for at the last look (ignis/domain/role_sync/plan.py).
    `roles_due`: the rank was set or earned in Ignis, and no role that stands for it has been seen since.
    The fields are the columns of the table `members` (ignis/adapters/stores/rows.py).
    """

    user_id: int
    points: int
    rank: str
    path: str | None
    company: int | None = None
    gold_studs: int = 0
    silver_studs: int = 0
    declined: str | None = None
    role_rank: str | None = None
    roles_due: bool = False

    def studs(self, kind: StudKind) -> int:
        return self.gold_studs if kind is StudKind.GOLD else self.silver_studs


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the ledger: `amount` points (negative to take away) to `user_id`, by `actor_id`.

    A member who is not stored yet begins with `rank` and `path`; a stored member keeps theirs.
    """

    user_id: int
    amount: int
    actor_id: int
    reason: str
    at: datetime
    rank: str
    path: str | None
