"""Does every recovery of the bot reach its end? One that fails again and again needs a person."""

from typing import Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from probes.checks.base import Cadence, CheckLabel, Context, undescribed
from probes.outcome import CheckReason, CheckResult, CheckStatus


class _Recovery(BaseModel):
    name: str
    failures: int
    error: str | None


class _Circuit(BaseModel):
    name: str
    state: str


_ALL: Final = TypeAdapter(list[_Recovery])
_CIRCUITS: Final = TypeAdapter(list[_Circuit])
_DISCORD: Final = "discord_rest"
_NEED_DISCORD: Final = frozenset({"rebuild-cache", "reconnect-gateway", "resync-commands"})
"""These cannot help while Discord does not answer, which its circuit reports already."""


class RecoveriesCheck:
    name = "recoveries"
    label = CheckLabel(
        "Self-repair",
        failing="a part of the bot is broken, and repairing it fails again and again",
        degraded="a part of the bot could not be repaired at once",
    )
    every = Cadence.LIVENESS
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        if isinstance(state, CheckResult):
            return state
        return judge(state, too_many=context.settings.checks.recovery_failures)


def judge(state: dict[str, Any], *, too_many: int) -> CheckResult:
    """The result for the recoveries in the bot's `/state`: so many failures in a row are too many."""
    try:
        recoveries = _ALL.validate_python(state.get("recoveries"))
        circuits = _CIRCUITS.validate_python(state.get("circuits"))
    except ValidationError:
        return undescribed("recoveries")
    failing = sorted((one for one in recoveries if one.failures), key=lambda one: -one.failures)
    if not failing:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, "none failed when it last ran")
    told = "; ".join(f"{one.name} failed {_times(one.failures)}: {one.error}" for one in failing)
    away = any(circuit.name == _DISCORD and circuit.state != "closed" for circuit in circuits)
    counted = (one.failures for one in failing if not (away and one.name in _NEED_DISCORD))
    status = CheckStatus.FAILING if max(counted, default=0) >= too_many else CheckStatus.DEGRADED
    return CheckResult(status, CheckReason.NOT_REPAIRED, f"{told}. It is tried again and again; see the bot's log")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times in a row"
