"""The result of a check: a status and a reason from closed lists, and one line for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CheckStatus(StrEnum):
    """`unknown` means that it could not be asked; nothing is `ok` without an answer."""

    OK = "ok"
    UNKNOWN = "unknown"
    DEGRADED = "degraded"
    FAILING = "failing"


class CheckReason(StrEnum):
    """Why. The list is closed, because the reason becomes a metric label; details go to `CheckResult.detail`."""

    NONE = "none"  # everything is fine
    NOT_ASKED = "not_asked"  # the check has not run yet
    CRASHED = "crashed"  # the check itself is broken
    TIMEOUT = "timeout"
    # what was asked
    NOT_STARTED = "not_started"  # it has not published an address in this stack yet
    NOT_RUNNING = "not_running"  # it has published one, and that process is gone
    REFUSED = "refused"  # it runs, and nothing listens
    BAD_STATUS = "bad_status"  # an HTTP status it should not have
    BAD_ANSWER = "bad_answer"  # not an answer of that program
    # an outside service
    NOT_CONFIGURED = "not_configured"  # it has no address or key in the configuration
    UNREACHABLE = "unreachable"  # no connection: no such name, refused, no route
    SLOW = "slow"  # it answers, but too late
    RATE_LIMITED = "rate_limited"
    KEY_REFUSED = "key_refused"
    CIRCUIT_OPEN = "circuit_open"  # it failed too often; the bot does not use it for a while
    # the bot's own state
    DIFFERENT = "different"  # the registered commands differ from the bot's
    OUT_OF_DATE = "out_of_date"  # what is known is too old
    NOT_MADE = "not_made"  # a backup failed
    UNFINISHED = "unfinished"  # a deletion has not reached backups and journal yet
    INCOMPLETE = "incomplete"  # only some of the members are known
    NOT_REPAIRED = "not_repaired"  # a recovery failed
    PART_FAILED = "part_failed"  # a part of the program failed and was started again
    # the machine
    LOW_SPACE = "low_space"
    ABOVE_SOFT_LIMIT = "above_soft_limit"
    ABOVE_HARD_LIMIT = "above_hard_limit"
    CLOCK_OFF = "clock_off"
    CLOCK_STEPPED = "clock_stepped"
    # role map
    INVALID = "invalid"  # the file on disk is refused; an older version is in use
    # gateway
    NOT_CONNECTED = "not_connected"
    NO_ACK = "no_ack"
    NOT_READY = "not_ready"
    # database
    MISSING = "missing"
    EMPTY = "empty"
    LOCKED = "locked"
    CORRUPT = "corrupt"
    READ_ONLY = "read_only"
    FULL = "full"
    NO_ACCESS = "no_access"
    IO_ERROR = "io_error"
    # programs
    PROGRAM_DOWN = "program_down"
    PROGRAM_STOPPED = "program_stopped"
    IN_TRANSITION = "in_transition"
    NO_SUPERVISOR = "no_supervisor"
    # restarts
    BUDGET_SPENT = "budget_spent"
    BUDGET_LOW = "budget_low"
    HELD = "held"
    UNREADABLE = "unreadable"


REASON_LABELS: Final[Mapping[CheckReason, str]] = {
    CheckReason.NONE: "",
    CheckReason.NOT_ASKED: "not asked yet",
    CheckReason.CRASHED: "the check itself is broken",
    CheckReason.TIMEOUT: "no answer in time",
    CheckReason.NOT_STARTED: "never started",
    CheckReason.NOT_RUNNING: "its process is gone",
    CheckReason.REFUSED: "nothing listens there",
    CheckReason.BAD_STATUS: "answered with an error",
    CheckReason.BAD_ANSWER: "not the answer it should give",
    CheckReason.NOT_CONFIGURED: "not configured",
    CheckReason.UNREACHABLE: "no connection",
    CheckReason.SLOW: "too slow",
    CheckReason.RATE_LIMITED: "rate limited",
    CheckReason.KEY_REFUSED: "key refused",
    CheckReason.CIRCUIT_OPEN: "left alone after failures",
    CheckReason.DIFFERENT: "not the same",
    CheckReason.OUT_OF_DATE: "out of date",
    CheckReason.NOT_MADE: "not made",
    CheckReason.UNFINISHED: "not finished yet",
    CheckReason.INCOMPLETE: "not complete",
    CheckReason.NOT_REPAIRED: "not repaired",
    CheckReason.PART_FAILED: "a part failed",
    CheckReason.LOW_SPACE: "little space left",
    CheckReason.ABOVE_SOFT_LIMIT: "above the soft limit",
    CheckReason.ABOVE_HARD_LIMIT: "above the hard limit",
    CheckReason.CLOCK_OFF: "clock is off",
    CheckReason.CLOCK_STEPPED: "clock was stepped",
    CheckReason.INVALID: "not valid",
    CheckReason.NOT_CONNECTED: "not connected",
    CheckReason.NO_ACK: "nothing acknowledged",
    CheckReason.NOT_READY: "not ready",
    CheckReason.MISSING: "missing",
    CheckReason.EMPTY: "empty",
    CheckReason.LOCKED: "locked",
    CheckReason.CORRUPT: "corrupt",
    CheckReason.READ_ONLY: "read-only",
    CheckReason.FULL: "full",
    CheckReason.NO_ACCESS: "no access",
    CheckReason.IO_ERROR: "I/O error",
    CheckReason.PROGRAM_DOWN: "program down",
    CheckReason.PROGRAM_STOPPED: "program stopped",
    CheckReason.IN_TRANSITION: "starting or stopping",
    CheckReason.NO_SUPERVISOR: "supervisord does not answer",
    CheckReason.BUDGET_SPENT: "budget spent",
    CheckReason.BUDGET_LOW: "budget low",
    CheckReason.HELD: "held back",
    CheckReason.UNREADABLE: "unreadable",
}
"""The reasons as people read them on the status page. A check that is ok needs no reason."""


@dataclass(frozen=True)
class SilentProcess:
    """A process that was asked and gave no answer. This says nothing of its successor."""

    program: str
    pid: int


@dataclass(frozen=True)
class CheckResult:
    """What one run of a check found.

    `detail` is one line for people. `latency_s` is the time of the answer in seconds, None if there was no answer.
    `identity` names what was asked, such as a pid: a new one counts as a change, even from ok to ok. `silent` is the
    process without whose answer nothing is known.

    Example:
        CheckResult(CheckStatus.FAILING, CheckReason.TIMEOUT, "/livez did not answer within 5 s", identity="4711")
    """

    status: CheckStatus
    reason: CheckReason = CheckReason.NONE
    detail: str = ""
    latency_s: float | None = None
    identity: str = ""
    silent: SilentProcess | None = None
