"""Why nothing is known of an account."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class UnavailableReason(StrEnum):
    """Why there is no answer about an account. Bounded."""

    DOWN = "down"  # the service does not answer, or its circuit is open
    SLOW = "slow"  # the answer takes longer than the reader waits; it is kept for the next time
    BUSY = "busy"  # more than it allows a minute, or it has asked for a pause
    SPENT = "spent"  # the day's requests are used up, or reserved for those who need them more
    REFUSED = "refused"  # the service does not accept the key
    TOO_OFTEN = "too_often"  # this reader has asked for many accounts within the hour
    UNUSABLE = "unusable"  # the service answered about this account, with what cannot be
    NOT_READY = "not_ready"  # the bot does not know its server yet


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer, and nothing is remembered. `until`: when it will be tried again, if that is known.

    `service` is a circuit's name (docs/circuits.md).
    """

    service: str = "bloxlink"
    why: UnavailableReason = UnavailableReason.DOWN
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """The last question about an account had no answer."""

    unavailable: Unavailable
    at: datetime
