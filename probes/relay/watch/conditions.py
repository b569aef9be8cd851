"""What the exporter's checks and the bot's circuits mean for incidents. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from ignis.runtime.stack.http_shapes import ReportedBotState, ReportedCircuit, ReportedHealth
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.observations import Condition

# Other incidents report these already: of programs (`process:…`), of circuits, of the programs' memory.
_REPORTED_ELSEWHERE = frozenset({"bot_liveness", "process_state", "restart_budget", "circuits", "memory"})


def of_checks(health: ReportedHealth, still_open: Iterable[Incident], at: datetime) -> Iterator[Condition]:
    """Every check that is known to be red or green. Amber, unknown, or seen in a single run only: neither."""
    for name, check in health.checks.items():
        if name in _REPORTED_ELSEWHERE or not check.confirmed or check.status not in {"failing", "ok"}:
            continue
        wrong = check.status == "failing"
        yield Condition(IncidentKind.CHECK, name, wrong, check.since or at, at, check.detail or check.reason)
    yield from _gone(IncidentKind.CHECK, health.checks, still_open, at)


def of_circuits(bot: ReportedBotState, still_open: Iterable[Incident], at: datetime) -> Iterator[Condition]:
    """Every circuit that is open or closed. One on trial is neither yet; it will be within seconds."""
    for one in bot.circuits:
        if one.state != "half_open":
            wrong = one.state == "open"
            yield Condition(
                IncidentKind.CIRCUIT, one.name, wrong, one.since, at, _why(one), one.until if wrong else None
            )
    if bot.gateway.status == "ready":  # before that, some circuits may not exist yet
        yield from _gone(IncidentKind.CIRCUIT, [one.name for one in bot.circuits], still_open, at)


def _why(circuit: ReportedCircuit) -> str:
    failed = f"{circuit.failures} failures in a row" if circuit.failures > 1 else "it failed"
    return f"{failed}, the last: {circuit.last_error}" if circuit.last_error else failed


def _gone(
    kind: IncidentKind, watched: Iterable[str], still_open: Iterable[Incident], at: datetime
) -> Iterator[Condition]:
    """The conditions of open incidents that are no longer watched."""
    names = set(watched)
    for incident in still_open:
        if incident.kind is kind and incident.subject_name not in names:
            yield Condition(kind, incident.subject_name, wrong=False, since=at, at=at, gone=True)
