"""What a health check is: it asks one thing, gives up in time, and says what it found in bounded words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import aiohttp

from ignis.runtime import endpoints
from ignis.runtime.clock import Clock
from ignis.runtime.endpoints import Endpoint
from ignis.runtime.home import Home
from probes.restarts.control import ProcessControl


class Status(StrEnum):
    """`unknown` is for what could not be asked; nothing is `ok` without having answered."""

    OK = "ok"
    UNKNOWN = "unknown"
    DEGRADED = "degraded"
    FAILING = "failing"


class Reason(StrEnum):
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


class Cadence(StrEnum):
    """How often; `config/ignis.yaml` says how many seconds that is."""

    LIVENESS = "liveness"
    DEEP = "deep"


@dataclass(frozen=True)
class CheckResult:
    """What one run found.

    `detail` is one line for people. `latency_s` is what the asked thing took to answer, in seconds, None where nothing
    answered. `identity` names what was asked, such as a pid: a different one counts as a change, even from ok to ok.
    """

    status: Status
    reason: Reason = Reason.NONE
    detail: str = ""
    latency_s: float | None = None
    identity: str = ""


@dataclass(frozen=True)
class Context:
    """What every check is given.

    The check is given up after `timeout_s`; what it asks should be given up a little earlier (`patience_s`), so that
    it can say itself what did not answer.
    """

    home: Home
    http: aiohttp.ClientSession
    control: ProcessControl
    clock: Clock
    busy_timeout_s: float
    timeout_s: float

    @property
    def patience_s(self) -> float:
        return 0.8 * self.timeout_s

    def bot(self) -> Endpoint | None:
        """Where the bot listens, looked up anew: it may have been restarted elsewhere. None before its first start."""
        return endpoints.read(self.home).get("bot")


class Check(Protocol):
    """One question. It must not block the event loop, and may raise: it is then reported as `crashed`."""

    @property
    def name(self) -> str: ...

    @property
    def every(self) -> Cadence: ...

    @property
    def timeout(self) -> float | None:
        """Seconds; None for the setting's. The setting is the upper limit in either case."""
        ...

    async def run(self, context: Context) -> CheckResult: ...
