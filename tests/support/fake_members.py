"""A member store in memory. It passes the same contract tests as the one on disk (tests/contract)."""

from collections.abc import Sequence
from dataclasses import replace

from ignis.domain.member import Grant, Member
from ignis.services.ports import StorageError

_MOST = 10**12


class FakeMembers:
    def __init__(self, *members: Member) -> None:
        self._members = {member.user_id: member for member in members}
        self.ledger: list[Grant] = []

    def put(self, member: Member) -> None:
        """As if it had been stored long ago."""
        self._members[member.user_id] = member

    async def find(self, user_id: int) -> Member | None:
        return self._members.get(user_id)

    async def is_empty(self) -> bool:
        return not self._members

    async def record(self, grants: Sequence[Grant]) -> None:
        after = dict(self._members)
        for grant in grants:
            member = after.get(grant.user_id) or Member(grant.user_id, 0, grant.rank, grant.path)
            total = member.points + grant.amount
            if grant.amount == 0 or not 0 <= total <= _MOST:
                raise StorageError(f"{grant.amount} points cannot be recorded")
            after[grant.user_id] = replace(member, points=total)
        self._members = after
        self.ledger += grants


class BrokenMembers(FakeMembers):
    """Answers every question with the same failure."""

    async def find(self, user_id: int) -> Member | None:
        raise StorageError(f"the database failed at find_member: disk I/O error ({user_id})")

    async def is_empty(self) -> bool:
        raise StorageError("the database failed at any_member: disk I/O error")
