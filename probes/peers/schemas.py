"""What the exporter and the bot say of themselves, as values: `GET /health`, `GET /state`. Pure."""

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
        """Whether it was found so more than once."""
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
    """The part of the bot's account of itself that is read here."""

    ready: bool = False
    gateway: _Gateway
    circuits: tuple[ReportedCircuit, ...]


def health(body: bytes) -> ReportedHealth | None:
    """None for what the exporter would never say."""
    try:
        return ReportedHealth.model_validate_json(body)
    except ValidationError:
        return None


def bot_state(body: bytes) -> ReportedBotState | None:
    """None for what the bot would never say."""
    try:
        return ReportedBotState.model_validate_json(body)
    except ValidationError:
        return None


def failing_for(news: ReportedHealth, check: str = "bot_liveness") -> float | None:
    """Seconds since the check turned failing, by the exporter's own clock; None for stale news."""
    found = news.checks.get(check)
    if found is None or found.status != "failing" or found.since is None or found.last_run is None:
        return None
    return (news.time - found.since).total_seconds() if news.time - found.last_run <= _FRESH else None
