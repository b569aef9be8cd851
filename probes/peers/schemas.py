"""What the exporter and the bot report about themselves, as values: `GET /health`, `GET /state`. Pure."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, StringConstraints, ValidationError

_FRESH = timedelta(seconds=30)

# Becomes part of an incident's subject.
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class ReportedCheck(BaseModel):
    status: str
    reason: str = ""
    detail: str = ""
    since: AwareDatetime | None = None
    last_run: AwareDatetime | None = None

    @property
    def confirmed(self) -> bool:
        """Whether more than one run found it so."""
        return self.since is not None and self.last_run is not None and self.last_run > self.since


class ReportedHealth(BaseModel):
    """The exporter's checks."""

    time: AwareDatetime
    checks: dict[_Name, ReportedCheck]


class ReportedCircuit(BaseModel):
    name: _Name
    state: Literal["closed", "open", "half_open"]
    since: AwareDatetime
    until: AwareDatetime | None = None
    failures: int = 0
    last_error: str | None = None


class _Gateway(BaseModel):
    status: str


class ReportedBotState(BaseModel):
    """The part of the bot's state that is used here."""

    ready: bool = False
    gateway: _Gateway
    circuits: tuple[ReportedCircuit, ...]


def parse_health(body: bytes) -> ReportedHealth | None:
    """The exporter's answer as a value; None if it cannot be one of the exporter's."""
    try:
        return ReportedHealth.model_validate_json(body)
    except ValidationError:
        return None


def parse_bot_state(body: bytes) -> ReportedBotState | None:
    """The bot's answer as a value; None if it cannot be one of the bot's."""
    try:
        return ReportedBotState.model_validate_json(body)
    except ValidationError:
        return None


def failing_for(health: ReportedHealth, check: str = "bot_liveness") -> float | None:
    """Seconds since the check began to fail, by the exporter's clock; None if it passes, or the answer is old."""
    found = health.checks.get(check)
    if found is None or found.status != "failing" or found.since is None or found.last_run is None:
        return None
    return (health.time - found.since).total_seconds() if health.time - found.last_run <= _FRESH else None
