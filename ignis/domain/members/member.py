"""What is stored of a member, and how points come to be."""

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
    `roles_due`: the rank was set or earned in Ignis, and no role has been seen that stands for it since.
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


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the ledger: `amount` points (negative to take away) to `user_id`, by `actor_id`.

    `rank` and `path` are where a member begins who is not stored yet; others keep theirs.
    """

    user_id: int
    amount: int
    actor_id: int
    reason: str
    at: datetime
    rank: str
    path: str | None
