"""What people order of the relay about alerts, and what it answers: one shape for all who send and read it.

As in `http_shapes`: the writer sends `to_json()`, a reader calls `parse` and ignores fields that it does not know.
"""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, FiniteFloat, StringConstraints, model_validator

from ignis.runtime.stack.http_shapes import Moment, Shape

LONGEST: Final = 7 * 86_400
"""Seconds that a silence or a pause may last: what lasts for ever is forgotten."""

SHORTEST_WHY, LONGEST_WHY = 3, 200

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WHY)]
Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Span = Annotated[FiniteFloat, Field(ge=1, le=LONGEST)]
INCIDENTS_END: Final = 1 << 62
"""Above the number of every incident."""
Incident = Annotated[int, Field(ge=0, lt=INCIDENTS_END)]


class OperatorWork(StrEnum):
    """What was done, as the record calls it."""

    ACKNOWLEDGE = "acknowledge"
    SILENCE = "silence"
    UNSILENCE = "unsilence"
    PAUSE = "pause"
    RESUME = "resume"
    TEST = "test"
    RESTART = "restart"


class OperatorOutcome(StrEnum):
    """What became of an order. The bot has a text for each, in every language."""

    ACKNOWLEDGED = "acknowledged"
    ALREADY_ACKNOWLEDGED = "already_acknowledged"
    OVER = "over"
    UNKNOWN = "unknown"
    SILENCED = "silenced"
    UNSILENCED = "unsilenced"
    NOT_SILENCED = "not_silenced"
    PAUSED = "paused"
    RESUMED = "resumed"
    NOT_PAUSED = "not_paused"
    TESTED = "tested"
    TEST_HELD_BACK = "test_held_back"
    RESTARTING = "restarting"
    NO_PROGRAM = "no_program"
    CANNOT_RESTART = "cannot_restart"


class OrderedBy(Shape):
    """Who orders it: a member of the server, with `discord_id`, or an account of this machine, without."""

    name: Text
    discord_id: Annotated[int, Field(gt=0, lt=1 << 63)] | None = None


class Order(Shape):
    """What every order says; `why` may be left out.

    With `whole_message` it is about all incidents of the message that tells of this one.
    """

    by: OrderedBy
    why: Why = ""
    whole_message: bool = False


class SilenceOrder(Order):
    """No message for `for_s` seconds about `subject` (such as `check:disk` or `check:*`), or that of `incident`."""

    for_s: Span
    subject: Subject | None = None
    incident: Incident | None = None


class PauseOrder(Order):
    """Maintenance for `for_s` seconds: nothing is told until then, and then what is still wrong."""

    for_s: Span

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if len(self.why) < SHORTEST_WHY:
            raise ValueError(f"why: expected a reason of at least {SHORTEST_WHY} characters")
        return self


class OperatorAnswer(Shape):
    """`text` is one line for people, in English. `recorded`: who did it is in relay.db.

    `by` and `until` belong to what holds now, such as an acknowledgement from before.
    """

    outcome: OperatorOutcome
    text: str
    recorded: bool = True
    incident: int | None = None
    subject: str | None = None
    by: str | None = None
    until: Moment | None = None


class ReportedLog(Shape):
    """The last lines of a program's log in `GET /incidents/{id}/log`, readable and without secrets."""

    program: str
    lines: tuple[str, ...]
