"""What the programs of a stack say about themselves over HTTP, one shape for the writer and for every reader.

The writer builds a shape and sends `to_json()`. A reader calls `parse` with the body it received, and gets None for
anything that the program would never say. Readers ignore fields they do not know: another version may send more.

Moments are ISO 8601 with a time zone, spans are seconds.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
)

_MOST_DEATHS: Final = 1 << 31

# A name becomes part of an incident's subject, so another program's text must not end up there.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
# "+00:00", as datetime.isoformat writes it; pydantic alone would write "Z"
Moment = Annotated[AwareDatetime, PlainSerializer(datetime.isoformat, return_type=str, when_used="json")]


class Shape(BaseModel):
    """Something that one program says and others read.

    Example:
    >>> ReportedHold.parse('{"program": "bot", "until": "2026-01-02T03:04:05+00:00", "reason": "budget"}').program
    'bot'
    >>> ReportedHold.parse("<html>") is None
    True
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    @classmethod
    def parse(cls, body: bytes | str) -> Self | None:
        """Return None if `body` is not such a shape in JSON."""
        try:
            return cls.model_validate_json(body)
        except ValidationError:
            return None

    @classmethod
    def from_json(cls, content: object) -> Self | None:
        """The same for JSON that is decoded already."""
        try:
            return cls.model_validate(content)
        except ValidationError:
            return None

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class ReportedCircuit(Shape):
    """A circuit in the bot's `GET /state`. `until` and `cooldown_s` are None while it is closed."""

    name: Name
    state: Literal["closed", "half_open", "open"]
    since: Moment
    until: Moment | None = None
    failures: int = 0
    cooldown_s: float | None = None
    last_error: str | None = None


class ReportedHold(Shape):
    """A program that the restart gate does not start before `until`; `reason` is `backoff` or `budget`.

    `crashes`: how often in a row it ended without having been asked to.
    """

    program: str
    until: Moment
    reason: str
    crashes: int = 1


class ReportedCheck(Shape):
    """A check in the exporter's `GET /health`. Moments are None if it has not happened yet.

    `since` is when its status began, `changed` when anything in it last changed except `detail` and `latency_s`.
    """

    status: str
    reason: str = ""
    detail: str = ""
    since: Moment | None = None
    changed: Moment | None = None
    latency_s: float | None = None
    consecutive_failures: int = 0
    last_run: Moment | None = None
    next_run: Moment | None = None

    @property
    def confirmed(self) -> bool:
        """Whether more than one run found this status."""
        return self.since is not None and self.last_run is not None and self.last_run > self.since


class ReportedHealth(Shape):
    """The exporter's `GET /health`: the checks by name, and the programs that are held."""

    status: str = ""
    time: Moment
    holds: tuple[ReportedHold, ...] = ()
    checks: dict[Name, ReportedCheck]


class ReportedCause(Shape):
    at: Moment
    text: str


class ReportedIncident(Shape):
    """An incident in the relay's `GET /incidents`.

    `died`, `causes` and `tried` hold the latest few, oldest first. `message` is the state of its alert in the outbox.
    """

    id: int = Field(ge=0, lt=1 << 62)
    subject: str
    title: str
    kind: str
    severity: str | None = None
    open: bool
    opened_at: Moment
    resolved_at: Moment | None = None
    resolution: str | None = None
    duration_s: float | None = None
    deaths: int = Field(default=0, ge=0, lt=_MOST_DEATHS)
    died: tuple[Moment, ...] = ()
    causes: tuple[ReportedCause, ...] = ()
    tried: tuple[str, ...] = ()
    last_words: str | None = None
    until: Moment | None = None
    message: str | None = None
    acknowledged_by: str | None = None
    acknowledged_at: Moment | None = None


class ReportedSilence(Shape):
    """No message about `subject` until `until`; `why` may be empty."""

    subject: str
    until: Moment
    by: str
    at: Moment
    why: str = ""


class ReportedPause(Shape):
    """Maintenance: no message at all until `until`."""

    until: Moment
    by: str
    at: Moment
    why: str = ""


class ReportedAction(Shape):
    """One line of the record: who did what, when, on which subject or incident, and why.

    `discord_id` is None for an account of the machine.
    """

    at: Moment
    by: str
    discord_id: int | None = None
    what: str
    subject: str | None = None
    incident: int | None = None
    until: Moment | None = None
    why: str = ""


class ReportedActions(Shape):
    """The relay's `GET /actions`, the newest first."""

    actions: tuple[ReportedAction, ...]


class ReportedWebhook(Shape):
    """How the alert channel can be reached, in the relay's `GET /incidents`.

    `state` is up, down (Discord takes no alerts now), off (the webhook is gone), none (none is configured) or unknown,
    since `since`; `waiting` is how many messages wait. `stored` is false while relay.db cannot be written.
    """

    state: str
    since: Moment
    detail: str = ""
    waiting: int = 0
    stored: bool = True


class ReportedRoad(Shape):
    """A further receiver, or the dead man's switch, in the relay's `GET /incidents`.

    `why` is what is wrong with it since `failing_since`, in one line; both are None while nothing is. `waiting`
    messages are not sent yet, `dropped` never will be.
    """

    kind: str
    waiting: int = 0
    dropped: int = 0
    failing_since: Moment | None = None
    why: str | None = None


class ReportedIncidents(Shape):
    """The relay's `GET /incidents`: all that are open, and the latest ones, open or not.

    With what operators have said and still holds, and the latest lines of the record of who did what. `quiet_until` is
    the end of the quiet hours that it is now.
    """

    open: tuple[ReportedIncident, ...]
    recent: tuple[ReportedIncident, ...]
    pause: ReportedPause | None = None
    quiet_until: Moment | None = None
    silences: tuple[ReportedSilence, ...] = ()
    actions: tuple[ReportedAction, ...] = ()
    webhook: ReportedWebhook | None = None
    roads: tuple[ReportedRoad, ...] = ()


class ReportedChanges(Shape):
    """Role changes in the bot's `GET /state`, since its start; `slowest` is of the last hour, in seconds."""

    seen: int
    followed: int
    late: int
    lost: int
    waiting: int
    slowest: float | None


class _ReportedSync(Shape):
    changes: ReportedChanges


class ReportedMembers(Shape):
    """The list of the served server's members in the bot's `GET /state`."""

    served: bool
    known: int
    total: int
    whole: bool


class _ReportedGateway(Shape):
    status: str


class ReportedBotState(Shape):
    """The part of the bot's `GET /state` that other programs read.

    `application_id` is whose interactions reach the bot; None before its login.
    """

    ready: bool = False
    application_id: int | None = None
    gateway: _ReportedGateway
    sync: _ReportedSync | None = None
    members: ReportedMembers | None = None
    circuits: tuple[ReportedCircuit, ...]
