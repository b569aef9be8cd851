"""When a program that ended may start again. Pure: the clock and the dice are arguments.

The rules, in words: a stop that was asked for is neither delayed nor counted. The first crash is answered at once, each
further one waits twice as long as the one before, up to a limit; a run that proved healthy for long enough forgets the
crashes before it. Beside that a budget (a token bucket) caps the starts after crashes: when it is spent, the program is
held until the next token, and never given up.

`tests/probes/restarts/vectors.json` pins these rules for every keeper of programs, whatever it is written in. The
values are named tuples because the gate imports this at every start, and dataclasses would cost it milliseconds.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

_HOUR = 3600.0


class RestartPolicy(NamedTuple):
    """Times in seconds; the defaults are those of `config/ignis.yaml`, `restarts`."""

    first_delay: float = 0
    base_delay: float = 1
    max_delay: float = 300
    jitter: float = 0.2
    reset_after: float = 600  # of confirmed health; measured by the program itself, see ignis.runtime.base.stability
    per_hour: int = 10
    burst: int = 5

    @property
    def tokens_per_second(self) -> float:
        return self.per_hour / _HOUR


class StartHistory(NamedTuple):
    """What is remembered of a program's starts. Times are seconds of a clock that is never stepped."""

    last_start: float
    streak: int  # crashes in a row
    tokens: float
    tokens_at: float


class StartReason(StrEnum):
    FIRST = "first"  # nothing is remembered
    ASKED = "asked"  # the last run ended as asked
    BACKOFF = "backoff"
    BUDGET = "budget"  # back-off alone would allow an earlier start


HOLD_LABELS: Final[Mapping[StartReason, str]] = {
    StartReason.BACKOFF: "it crashed too often in a row",
    StartReason.BUDGET: "its budget of restarts is spent",
}
"""Why the gate holds a program, as people read it in alerts and on the status page."""


class StartPlan(NamedTuple):
    """Start at `start_at`, then remember `history`."""

    start_at: float
    reason: StartReason
    history: StartHistory


def plan(
    policy: RestartPolicy, history: StartHistory | None, *, clean: bool, proven: bool, now: float, roll: float
) -> StartPlan:
    """Decides the next start of a program that is down at `now`.

    `history` is None when nothing is remembered, `clean` says that the last run ended as asked, `proven` that it had
    been healthy for `reset_after` seconds on end, and `roll` is a random number in [0, 1) for the jitter.
    """
    if history is None:
        return StartPlan(now, StartReason.FIRST, StartHistory(now, streak=0, tokens=policy.burst, tokens_at=now))
    refilled = _refilled(policy, history, now)
    if clean:
        return StartPlan(now, StartReason.ASKED, refilled._replace(last_start=now, streak=0))
    streak = 1 if proven else history.streak + 1
    backoff = now + _delay(policy, streak, roll)
    token = now + max(0.0, 1 - refilled.tokens) / policy.tokens_per_second
    start_at = max(backoff, token)
    spent = _refilled(policy, refilled, start_at)
    return StartPlan(
        start_at,
        StartReason.BUDGET if token > backoff else StartReason.BACKOFF,
        spent._replace(last_start=start_at, streak=streak, tokens=max(0.0, spent.tokens - 1)),
    )


def resumed(policy: RestartPolicy, pending: StartPlan, now: float) -> StartPlan:
    """A plan whose carrying out was cut short, taken up at `now`: it neither waits anew nor is counted twice.

    It never waits longer than the policy ever would, whatever stands in it.
    """
    longest = max(policy.max_delay * (1 + policy.jitter), 1 / policy.tokens_per_second)
    start_at = min(max(pending.start_at, now), now + longest)
    return pending._replace(start_at=start_at, history=pending.history._replace(last_start=start_at))


def tokens_left(policy: RestartPolicy, history: StartHistory, now: float) -> int:
    """How many starts after crashes the budget allows at once."""
    return int(_refilled(policy, history, now).tokens)


def after_reboot(history: StartHistory, now: float) -> StartHistory:
    """The clock began anew: what was spent stays spent, and no time counts as having passed."""
    return history._replace(last_start=now, tokens_at=now)


def _delay(policy: RestartPolicy, streak: int, roll: float) -> float:
    if streak <= 1:
        return policy.first_delay
    # a long streak must not overflow the power: the limit is reached long before
    doubled = policy.base_delay * 2 ** min(streak - 2, 30)
    return float(min(doubled, policy.max_delay) * (1 + policy.jitter * (2 * roll - 1)))


def _refilled(policy: RestartPolicy, history: StartHistory, now: float) -> StartHistory:
    elapsed = max(0.0, now - history.tokens_at)
    tokens = min(float(policy.burst), history.tokens + elapsed * policy.tokens_per_second)
    return history._replace(tokens=tokens, tokens_at=now)
