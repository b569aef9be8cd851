"""The sync's figures, as `/health` shows them."""

from ignis.bot.gateway.member_list import MemberList
from ignis.bot.role_sync.follow_up import FollowUp
from ignis.domain.health.overview import WorkView
from ignis.runtime.base.clock import Clock


class SyncWork:
    """Satisfies WorkSource."""

    def __init__(self, follow_up: FollowUp, members: MemberList, clock: Clock) -> None:
        self._follow_up = follow_up
        self._members = members
        self._clock = clock

    def figures(self) -> WorkView | None:
        count = self._members.count
        if count is None:
            return None
        found = self._follow_up.figures(self._clock.monotonic())
        return WorkView(found.seen, found.followed, found.late, found.lost, found.slowest, count.known, count.total)
