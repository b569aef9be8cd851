"""The bot's process as the front page sees it, and what the page may do to it.

This is the only file of the sandbox that knows how the programs of a stack are kept (`probes.restarts`). Calls block:
callers use `asyncio.to_thread`.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.sandbox.errors import ControlError
from probes.restarts import asked
from probes.restarts.control import ProcessControl, ProcessControlError, ProgramRunState, ProgramState
from probes.restarts.holds import holds

_BOT: Final = "bot"


@dataclass(frozen=True)
class BotHold:
    """The restart gate does not start the bot before `until`; `reason` is the gate's word, `why` is for people.

    `crashes`: how often in a row it ended without having been asked to.
    """

    until: datetime
    reason: str
    why: str
    crashes: int


@dataclass(frozen=True)
class BotState:
    """`state` is running, starting, held, frozen or down. `pid` is None unless a process of the bot exists."""

    state: str
    pid: int | None = None
    hold: BotHold | None = None

    def as_json(self) -> dict[str, Any]:
        held = None if self.hold is None else {**asdict(self.hold), "until": self.hold.until.isoformat()}
        return {"state": self.state, "pid": self.pid, "held": held}


@dataclass(frozen=True)
class BotProcess:
    """The bot of this stack. All methods raise ControlError (409) if nothing keeps it.

    Example:
        bot = BotProcess(home, SupervisorControl(home.supervisor_socket, timeout_s=2))
        if bot.state().state == "held":
            bot.restart()
    """

    home: Home
    control: ProcessControl

    def state(self) -> BotState:
        found = self._kept()
        if found.pid is None:
            return BotState("down")
        hold = holds(self.home.restarts).get(_BOT)
        if hold is not None:
            return BotState("held", hold=BotHold(hold.until, hold.reason, hold.words, hold.crashes))
        if _is_frozen(found.pid):
            return BotState("frozen", found.pid)
        published = endpoints.read(self.home).get(_BOT)
        return BotState("running" if published and published.pid == found.pid else "starting", found.pid)

    def kill(self) -> None:
        """SIGKILL, as a crash or the kernel would end it."""
        self._signal("KILL")

    def freeze(self) -> None:
        """SIGSTOP: it lives but does nothing, as a program that hangs."""
        self._signal("STOP")

    def restart(self) -> None:
        """As `ignis restart bot`: at once, also while the gate holds it, and not counted as a crash."""
        self._wake()
        try:
            asked.restart(self.home, self.control, _BOT)
        except ProcessControlError as error:
            raise _refusal(error) from None

    def stop(self) -> None:
        self._wake()
        try:
            asked.stop(self.home, self.control, _BOT)
        except ProcessControlError as error:
            raise _refusal(error) from None

    def start(self) -> None:
        try:
            self.control.start(_BOT)
        except ProcessControlError as error:
            raise _refusal(error) from None

    def _wake(self) -> None:
        """A frozen bot would obey no stop, and be killed only 10 s later."""
        if self.state().state == "frozen":
            self._signal("CONT")

    def _signal(self, name: str) -> None:
        if self.state().pid is None:
            raise ControlError(409, "the bot does not run at the moment: start it first")
        try:
            self.control.kill(_BOT, name)
        except ProcessControlError as error:
            raise _refusal(error) from None

    def _kept(self) -> ProgramState:
        try:
            programs = self.control.programs()
        except ProcessControlError as error:
            raise _refusal(error) from None
        found = next((one for one in programs if one.name == _BOT), None)
        if found is None:
            raise ControlError(409, "no bot is kept in this stack")
        running = found.state in (ProgramRunState.RUNNING, ProgramRunState.STARTING)
        return found if running else ProgramState(_BOT, found.state, None, found.since, found.exit_status, "")


def _is_frozen(pid: int) -> bool:
    import psutil  # noqa: PLC0415  half a megabyte, needed by who looks at the page

    try:
        return str(psutil.Process(pid).status()) == psutil.STATUS_STOPPED
    except psutil.Error:  # it ended in this moment
        return False


def _refusal(error: ProcessControlError) -> ControlError:
    return ControlError(409, f"the bot's process cannot be reached: {error}")
