"""Is this machine's clock right? Compares it with the `Date` header of an answer of Discord.

While Discord does not answer, the clock counts as right if it has kept pace with the monotonic clock since the last
comparison.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.peers.http_probe import HttpAnswer

OFF, FAR_OFF = 5.0, 60.0  # seconds; beyond the second, alert times and Discord's `<t:…>` make no sense any more
TRUSTED_FOR = 3600.0  # seconds; a quartz drifts by less than half a second in that time


@dataclass(frozen=True)
class ClockReading:
    """Both clocks at one moment; `monotonic` in seconds."""

    wall: datetime
    monotonic: float


class ClockCheck:
    name = "clock"
    label = CheckLabel("Clock", failing="this machine's clock is wrong", degraded="this machine's clock is off")
    every = Cadence.DEEP
    timeout = None

    def __init__(self) -> None:
        self._compared: ClockReading | None = None

    async def run(self, context: Context) -> CheckResult:
        answer = await context.ask_discord()
        now = ClockReading(context.clock.now(), context.clock.monotonic())
        if isinstance(answer, CheckResult):
            return unconfirmed(now, self._compared, why=answer)
        if answer.date is None or "url" not in answer.body:  # another server's answer has a date, too
            why = CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "the answer is not from Discord")
            return unconfirmed(now, self._compared, why=why)
        result = compared(now.wall, answer, answer.date)
        self._compared = now if result.status is CheckStatus.OK else None
        return result


def compared(now: datetime, answer: HttpAnswer, date: datetime) -> CheckResult:
    """`now` is when `answer` was complete. A `Date` has whole seconds, and was written before the answer arrived."""
    earliest, latest = now - timedelta(seconds=answer.latency_s), now
    if earliest > date + timedelta(seconds=1):
        off = (earliest - date).total_seconds() - 1
    else:
        off = min(0.0, (latest - date).total_seconds())
    if abs(off) <= OFF:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, f"right to {max(1.0, abs(off)):.0f} s", answer.latency_s)
    status = CheckStatus.FAILING if abs(off) > FAR_OFF else CheckStatus.DEGRADED
    detail = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} Discord's: set it by NTP"
    return CheckResult(status, CheckReason.CLOCK_OFF, detail, answer.latency_s)


def unconfirmed(now: ClockReading, before: ClockReading | None, *, why: CheckResult) -> CheckResult:
    """The result without a comparison; `why` there was none. `before` is when the clock was last found right."""
    if before is None or (age := now.monotonic - before.monotonic) > TRUSTED_FOR:
        return CheckResult(CheckStatus.UNKNOWN, why.reason, f"nothing to compare with: {why.detail}")
    step = (now.wall - before.wall).total_seconds() - age
    if abs(step) > OFF:
        detail = f"stepped by {step:+.0f} s since it was right, {age:.0f} s ago (set, or the machine slept)"
        return CheckResult(CheckStatus.DEGRADED, CheckReason.CLOCK_STEPPED, detail)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, f"not stepped since it was found right {age:.0f} s ago")
