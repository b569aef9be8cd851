"""What the exporter and the bot say of themselves, as values: `GET /health`, `GET /state`. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, StringConstraints, ValidationError

from probes.relay.facts import Condition
from probes.relay.incident import Incident, Kind

_FRESH = timedelta(seconds=30)

# What incidents of the programs (`process:…`), of the circuits themselves or of the programs' memory tell anyway.
_TOLD_OTHERWISE = frozenset({"bot_liveness", "process_state", "restart_budget", "circuits", "memory"})

# Becomes part of an incident's subject.
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Check(BaseModel):
    status: str
    reason: str = ""
    detail: str = ""
    since: AwareDatetime | None = None
    last_run: AwareDatetime | None = None

    @property
    def confirmed(self) -> bool:
        """Whether it was found so more than once."""
        return self.since is not None and self.last_run is not None and self.last_run > self.since


class Health(BaseModel):
    """The exporter's checks."""

    time: AwareDatetime
    checks: dict[_Name, Check]


class Circuit(BaseModel):
    name: _Name
    state: Literal["closed", "open", "half_open"]
    since: AwareDatetime
    until: AwareDatetime | None = None
    failures: int = 0
    last_error: str | None = None


class _Gateway(BaseModel):
    status: str


class BotState(BaseModel):
    """The part of the bot's account of itself that is read here."""

    ready: bool = False
    gateway: _Gateway
    circuits: tuple[Circuit, ...]


def health(body: bytes) -> Health | None:
    """None for what the exporter would never say."""
    try:
        return Health.model_validate_json(body)
    except ValidationError:
        return None


def bot_state(body: bytes) -> BotState | None:
    """None for what the bot would never say."""
    try:
        return BotState.model_validate_json(body)
    except ValidationError:
        return None


def failing_for(news: Health, check: str = "bot_liveness") -> float | None:
    """Seconds since the check turned failing, by the exporter's own clock; None for stale news."""
    found = news.checks.get(check)
    if found is None or found.status != "failing" or found.since is None or found.last_run is None:
        return None
    return (news.time - found.since).total_seconds() if news.time - found.last_run <= _FRESH else None


def of_checks(news: Health, still_open: Iterable[Incident], at: datetime) -> Iterator[Condition]:
    """Every check that is known to be red or green. One that is amber or unknown, or a single run's, is neither."""
    for name, check in news.checks.items():
        if name in _TOLD_OTHERWISE or not check.confirmed or check.status not in {"failing", "ok"}:
            continue
        wrong = check.status == "failing"
        yield Condition(Kind.CHECK, name, wrong, check.since or at, at, check.detail or check.reason)
    yield from _gone(Kind.CHECK, news.checks, still_open, at)


def of_circuits(news: BotState, still_open: Iterable[Incident], at: datetime) -> Iterator[Condition]:
    """Every circuit that is open or closed. One on trial is neither: it will be, within seconds."""
    for one in news.circuits:
        if one.state != "half_open":
            wrong = one.state == "open"
            yield Condition(Kind.CIRCUIT, one.name, wrong, one.since, at, _why(one), one.until if wrong else None)
    if news.gateway.status == "ready":  # before that not all of them need be there
        yield from _gone(Kind.CIRCUIT, [one.name for one in news.circuits], still_open, at)


def _why(circuit: Circuit) -> str:
    failed = f"{circuit.failures} failures in a row" if circuit.failures > 1 else "it failed"
    return f"{failed}, the last: {circuit.last_error}" if circuit.last_error else failed


def _gone(kind: Kind, watched: Iterable[str], still_open: Iterable[Incident], at: datetime) -> Iterator[Condition]:
    """The conditions of incidents that nobody watches any more."""
    names = set(watched)
    for incident in still_open:
        if incident.kind is kind and incident.program not in names:
            yield Condition(kind, incident.program, wrong=False, since=at, at=at, gone=True)
