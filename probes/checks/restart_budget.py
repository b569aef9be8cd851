"""May the programs still be restarted? Reads the restart gate's memory: its holds, and what is left of the budgets."""

from collections.abc import Mapping

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.restarts import memory
from probes.restarts.memory import RestartMemory
from probes.restarts.policy import RestartPolicy, StartReason, tokens_left


class RestartBudgetCheck:
    name = "restart_budget"
    label = CheckLabel("Restarts", failing="the budget of restarts is spent", degraded="restarts are held back")
    every = Cadence.LIVENESS  # it reads a few small files, and a hold is counted in seconds
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        began = context.clock.monotonic()
        try:
            at = memory.now()
            remembered = memory.remembered(context.home.restarts, boot=memory.boot_id(), at=at)
        except (OSError, AttributeError) as error:  # AttributeError: a machine without this clock
            return CheckResult(
                CheckStatus.UNKNOWN, CheckReason.UNREADABLE, f"{context.home.restarts} cannot be read: {error}"
            )
        policy = RestartPolicy(**context.settings.restarts.model_dump())
        return judge(policy, remembered, at, context.clock.monotonic() - began)


def judge(
    policy: RestartPolicy, remembered: Mapping[str, RestartMemory | None], at: float, latency_s: float
) -> CheckResult:
    """The worst that is true for any program; None stands for a memory that cannot be read."""
    if not remembered:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_STARTED, "no program was started yet", latency_s)
    known = {program: one for program, one in remembered.items() if one is not None}
    waiting = {program: one.hold for program, one in known.items() if one.hold and one.hold.start_at > at}
    if spent := [program for program, hold in waiting.items() if hold.reason is StartReason.BUDGET]:
        lines = "; ".join(f"{program} may start in {waiting[program].start_at - at:.0f} s" for program in spent)
        return CheckResult(
            CheckStatus.FAILING, CheckReason.BUDGET_SPENT, f"the budget of restarts is spent: {lines}", latency_s
        )
    if waiting:
        lines = "; ".join(
            f"{program} after crash {hold.history.streak} in a row, for {hold.start_at - at:.0f} s more"
            for program, hold in waiting.items()
        )
        return CheckResult(CheckStatus.DEGRADED, CheckReason.HELD, f"held: {lines}", latency_s)
    left = {program: tokens_left(policy, one.history, at) for program, one in known.items()}
    counts = ", ".join(f"{program} {number}" for program, number in left.items())
    if low := [program for program, number in left.items() if number <= policy.burst // 3]:
        detail = f"few restarts are left for {', '.join(low)} (of {policy.burst} at once: {counts})"
        return CheckResult(CheckStatus.DEGRADED, CheckReason.BUDGET_LOW, detail, latency_s)
    if broken := [program for program, one in remembered.items() if one is None]:
        detail = f"the gate's memory of {', '.join(broken)} cannot be read; its next start begins a new one"
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.UNREADABLE, detail, latency_s)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, f"restarts left: {counts} of {policy.burst}", latency_s)
