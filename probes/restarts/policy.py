"""When a program that ended may start again. Pure: the clock and the dice are arguments.

The rules:
- A stop that was asked for is neither delayed nor counted.
- After the first crash the program starts at once. Each further crash waits twice as long as the one before, up to a
  limit. A run that was healthy for long enough forgets the crashes before it.
- A budget (a token bucket) limits the starts after crashes. When it is used up, the program waits for the next token.
  It is never given up.

`tests/probes/restarts/vectors.json` fixes these rules for every keeper of programs, in whatever language it is written.
The values are named tuples because the gate imports this at every start, and dataclasses would cost it milliseconds.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from ignis.runtime.resilience.backoff import Backoff

_HOUR = 3600.0


class RestartPolicy(NamedTuple):
    """Times in seconds; the defaults are those of `config/ignis.yaml`, `restarts`."""

    first_delay: float = 0
    base_delay: float = 1
    max_delay: float = 300
    jitter: float = 0.2
    reset_after: float = 600  # of confirmed health; the program measures it itself, see ignis.runtime.base.stability
    per_hour: int = 10
    burst: int = 5

    @property
    def tokens_per_second(self) -> float:
        return self.per_hour / _HOUR

    @property
    def backoff(self) -> Backoff:
        """The delays from the second crash in a row on."""
        return Backoff(self.base_delay, self.max_delay, self.jitter)


class StartHistory(NamedTuple):
    """What is remembered of a program's starts. Times are seconds of a clock that is never stepped."""

    last_start: float
    streak: int  # crashes in a row
    tokens: float
    tokens_at: float


class StartReason(StrEnum):
    FIRST = "first"  # nothing is known of earlier starts
    ASKED = "asked"  # the last run ended because that was asked for
    BACKOFF = "backoff"
    BUDGET = "budget"  # back-off alone would allow an earlier start


HOLD_LABELS: Final[Mapping[StartReason, str]] = {
    StartReason.BACKOFF: "it ended unexpectedly (times in a row: {count})",
    StartReason.BUDGET: "its budget of restarts is spent",
}
"""Why the gate holds a program, as people read it. It need not have crashed: a program that hangs is ended, too."""


def hold_words(reason: str, crashes: int) -> str:
    """Why the gate holds a program that ended so often in a row; a word that is not known stays as it is.

    Example:
        >>> hold_words("backoff", 2)
        'it ended unexpectedly (times in a row: 2)'
    """
    words = {known.value: label for known, label in HOLD_LABELS.items()}
    return words.get(reason, reason).replace("{count}", str(crashes))


class StartPlan(NamedTuple):
    """Start at `start_at`, then remember `history`."""

    start_at: float
    reason: StartReason
    history: StartHistory


def plan(
    policy: RestartPolicy, history: StartHistory | None, *, clean: bool, proven: bool, now: float, roll: float
) -> StartPlan:
    """Decides the next start of a program that is down at `now`.

    `history` is None if nothing is known of earlier starts. `clean`: the last run ended because that was asked for.
    `proven`: it had been healthy for `reset_after` seconds without a break. `roll` is a random number in [0, 1) for the
    jitter.

    Example:
        >>> first = plan(RestartPolicy(), None, clean=False, proven=False, now=100.0, roll=0.5)
        >>> crashed = plan(RestartPolicy(), first.history, clean=False, proven=False, now=101.0, roll=0.5)
        >>> again = plan(RestartPolicy(), crashed.history, clean=False, proven=False, now=102.0, roll=0.5)
        >>> first.start_at, crashed.start_at, again.start_at
        (100.0, 101.0, 103.0)
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
    """A plan that was interrupted, continued at `now`: its wait does not start again, and it is not counted twice.

    It never waits longer than the policy ever would, whatever the plan says.
    """
    longest = max(policy.max_delay * (1 + policy.jitter), 1 / policy.tokens_per_second)
    start_at = min(max(pending.start_at, now), now + longest)
    return pending._replace(start_at=start_at, history=pending.history._replace(last_start=start_at))


def tokens_left(policy: RestartPolicy, history: StartHistory, now: float) -> int:
    """How many starts after crashes the budget allows at once."""
    return int(_refilled(policy, history, now).tokens)


def after_reboot(history: StartHistory, now: float) -> StartHistory:
    """The clock started at 0 again: what was used stays used, and no time has passed."""
    return history._replace(last_start=now, tokens_at=now)


def _delay(policy: RestartPolicy, streak: int, roll: float) -> float:
    return policy.first_delay if streak <= 1 else policy.backoff.delay(streak - 1, roll)


def _refilled(policy: RestartPolicy, history: StartHistory, now: float) -> StartHistory:
    elapsed = max(0.0, now - history.tokens_at)
    tokens = min(float(policy.burst), history.tokens + elapsed * policy.tokens_per_second)
    return history._replace(tokens=tokens, tokens_at=now)
