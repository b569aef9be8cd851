"""What outlives a run of the relay of the road to one further receiver. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from probes.relay.notices.notice import Telling


class MessageEvent(StrEnum):
    """Why a message is sent. Nothing is edited on these roads, so each event is a message of its own."""

    OPENED = "opened"
    ESCALATED = "escalated"
    OVER = "over"
    SEVERAL = "several"  # more than a few at once
    TEST = "test"


@dataclass(frozen=True)
class Waiting:
    """A message that waits, with the newest state of its notice."""

    telling: Telling
    event: MessageEvent
    since: datetime


@dataclass(frozen=True)
class RoadMemory:
    """By the notices' numbers: `told` begun here and not over, `held` for the case that Discord is down, `waiting`.

    `newest` is the highest number that has come: a notice with a higher one is new.
    """

    told: frozenset[int] = frozenset()
    held: Mapping[int, Telling] = field(default_factory=dict[int, Telling])
    waiting: Mapping[int, Waiting] = field(default_factory=dict[int, Waiting])
    newest: int = 0
