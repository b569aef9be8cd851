"""Looking up, in the background, the accounts that a sync of all members knew nothing of. Pure values."""

from dataclasses import dataclass, replace
from enum import StrEnum


class LookupState(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"  # by staff
    SPENT = "spent"  # what the day's requests leave to the background is used up
    FINISHED = "finished"


class LookupOutcome(StrEnum):
    """What came of one member. The values are fields of LookupTally."""

    LINKED = "linked"
    NOT_LINKED = "not_linked"
    CLOSED = "closed"
    FAILED = "failed"  # several questions about this member had no answer


@dataclass(frozen=True, slots=True)
class LookupTally:
    """How many members, by what came of them."""

    linked: int = 0
    not_linked: int = 0
    closed: int = 0
    failed: int = 0

    @property
    def looked_up(self) -> int:
        return self.linked + self.not_linked + self.closed + self.failed

    def plus(self, outcome: LookupOutcome) -> "LookupTally":
        """
        >>> LookupTally().plus(LookupOutcome.CLOSED).closed
        1
        """
        return replace(self, **{outcome.value: getattr(self, outcome.value) + 1})


@dataclass(frozen=True, slots=True)
class AccountLookup:
    """Members are taken in the order of their ids; `position` is the last one's that was looked up.

    `run_id` is the sync of all members that it follows, `total` how many there were to look up when it began.
    """

    run_id: int
    total: int
    state: LookupState = LookupState.RUNNING
    position: int = 0
    tally: LookupTally = LookupTally()
