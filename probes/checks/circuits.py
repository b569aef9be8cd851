"""Does the bot leave a service alone because it fails? Asks the bot, whose circuits these are (docs/circuits.md).

An open circuit is degraded, not failing: the bot answers from what it remembers. The service itself has a check of its
own, which asks it.
"""

from datetime import datetime
from typing import Any, Final

from pydantic import AwareDatetime, BaseModel, ValidationError

from probes.checks.base import Cadence, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_CLOSED: Final = "closed"


class ReportedCircuit(BaseModel):
    name: str
    state: str
    until: AwareDatetime | None = None
    last_error: str | None = None


class _ReportedState(BaseModel):
    """What is read here of the bot's `/state`."""

    circuits: tuple[ReportedCircuit, ...]


class CircuitsCheck:
    name = "circuits"
    every = Cadence.LIVENESS  # it asks the bot alone, and a circuit may open and close between two deep rounds
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state)


def judge(state: dict[str, Any]) -> CheckResult:
    """The bot's `/state` as a result; without any circuit there was nothing to ask."""
    try:
        circuits = _ReportedState.model_validate(state).circuits
    except ValidationError:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "the bot's /state says nothing of its circuits")
    if not circuits:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "the bot asks no service outside yet")
    troubled = [circuit for circuit in circuits if circuit.state != _CLOSED]
    if not troubled:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, f"all {len(circuits)} closed")
    return CheckResult(CheckStatus.DEGRADED, CheckReason.CIRCUIT_OPEN, "; ".join(map(_words, troubled)))


def _words(circuit: ReportedCircuit) -> str:
    why = f" ({circuit.last_error})" if circuit.last_error else ""
    return f"{circuit.name} is {circuit.state.replace('_', '-')}{_until(circuit.until)}{why}"


def _until(moment: datetime | None) -> str:
    return f" until {moment:%H:%M:%S} UTC" if moment else ""
