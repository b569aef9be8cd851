"""What can be found out about a thing that was asked, in bounded words."""

from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    """`unknown` is for what could not be asked; nothing is `ok` without having answered."""

    OK = "ok"
    UNKNOWN = "unknown"
    DEGRADED = "degraded"
    FAILING = "failing"


class CheckReason(StrEnum):
    """Why; it becomes a metric label, so it is one of these. Particulars go to `CheckResult.detail`."""

    NONE = "none"  # all is well
    NOT_ASKED = "not_asked"  # the check has not run yet
    CRASHED = "crashed"  # the check itself is broken
    TIMEOUT = "timeout"
    # what was asked
    NOT_STARTED = "not_started"  # it has never published an address in this stack
    NOT_RUNNING = "not_running"  # it has, and that process is gone
    REFUSED = "refused"  # it runs, and nothing listens
    BAD_STATUS = "bad_status"  # an HTTP status it should not have
    BAD_ANSWER = "bad_answer"  # not what that program would say
    # a service outside
    NOT_CONFIGURED = "not_configured"  # the operator has given no address or key for it
    UNREACHABLE = "unreachable"  # no connection: no such name, refused, no route
    SLOW = "slow"  # it answers, too late to be of use
    RATE_LIMITED = "rate_limited"
    KEY_REFUSED = "key_refused"
    CIRCUIT_OPEN = "circuit_open"  # it has failed too often; the bot leaves it alone for a while
    # the bot's own account
    DIFFERENT = "different"  # the registered commands are not the tree's
    OUT_OF_DATE = "out_of_date"  # what is known is too old to be relied on
    # the machine
    LOW_SPACE = "low_space"
    ABOVE_SOFT_LIMIT = "above_soft_limit"
    ABOVE_HARD_LIMIT = "above_hard_limit"
    CLOCK_OFF = "clock_off"
    CLOCK_STEPPED = "clock_stepped"
    # role map
    INVALID = "invalid"  # what stands on disk is refused; something older is in force
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


@dataclass(frozen=True)
class CheckResult:
    """What one run found.

    `detail` is one line for people. `latency_s` is what the asked thing took to answer, in seconds, None where nothing
    answered. `identity` names what was asked, such as a pid: a different one counts as a change, even from ok to ok.
    """

    status: CheckStatus
    reason: CheckReason = CheckReason.NONE
    detail: str = ""
    latency_s: float | None = None
    identity: str = ""
