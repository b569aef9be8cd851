"""Does the bot leave a service alone because it fails? Asks the bot for its circuits (docs/circuits.md).

An open circuit is degraded, not failing: the bot answers from its cache. The service itself has its own check, which
asks it.
"""

from datetime import datetime
from typing import Any, Final

from ignis.runtime.stack.http_shapes import ReportedCircuit, Shape
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_CLOSED: Final = "closed"


class _Circuits(Shape):
    """The part of the bot's `/state` that this check reads."""

    circuits: tuple[ReportedCircuit, ...]


class CircuitsCheck:
    name = "circuits"
    label = CheckLabel(
        "Circuits", failing="services are left alone", degraded="a service is left alone because it fails"
    )
    every = Cadence.LIVENESS  # it only asks the bot, and a circuit may open and close between two deep rounds
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state)


def judge(state: dict[str, Any]) -> CheckResult:
    """The bot's `/state` as a result; without any circuit there was nothing to ask."""
    if (reported := _Circuits.from_json(state)) is None:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "the bot's /state does not list its circuits")
    circuits = reported.circuits
    if not circuits:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "the bot asks no service outside yet")
    troubled = [circuit for circuit in circuits if circuit.state != _CLOSED]
    if not troubled:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, f"all {len(circuits)} closed")
    return CheckResult(CheckStatus.DEGRADED, CheckReason.CIRCUIT_OPEN, "; ".join(map(_describe, troubled)))


def _describe(circuit: ReportedCircuit) -> str:
    why = f" ({circuit.last_error})" if circuit.last_error else ""
    return f"{circuit.name} is {circuit.state.replace('_', '-')}{_until(circuit.until)}{why}"


def _until(moment: datetime | None) -> str:
    return f" until {moment:%H:%M:%S} UTC" if moment else ""
