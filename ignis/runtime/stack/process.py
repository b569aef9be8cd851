"""How every program begins and ends: settings, secrets, logs, signals, exit codes."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NoReturn, Protocol

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.environ import environment
from ignis.runtime.base.errors import ConfigError
from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.home import Home
from ignis.runtime.base.machine import ThisMachine
from ignis.runtime.base.single import INHERITED, AlreadyRuns, only_copy
from ignis.runtime.base.stability import Health, NotBuiltYet, leave_mark, until_stable
from ignis.runtime.config.secrets import Secrets, load_secrets
from ignis.runtime.config.settings import Settings, config_path, home_path
from ignis.runtime.config.settings_file import load_settings
from ignis.runtime.resilience.background import Background
from ignis.runtime.resilience.watchdog import watched
from ignis.runtime.stack.beating import Beating, FirstWork
from ignis.runtime.telemetry.logs import Logger, set_up
from ignis.runtime.telemetry.loop_lag import LoopLag
from ignis.runtime.telemetry.redact import Redactor

CLEAN = 0
GIVE_UP = 70  # EX_SOFTWARE: the program wants to be started again
CONFIG = 78  # EX_CONFIG: no restart can help, so none is tried

# Asks a program to end in order and with GIVE_UP. It is a stop after which a new start is wanted; it counts as a crash.
RENEW = "SIGUSR2"

_LOOK_EVERY = 10.0  # seconds between the looks of a program at its own health


class Exit(Exception):  # noqa: N818  it is a way to end, not always an error
    """Ends the program with `code`. `message` is one line for people."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Process:
    """What a program is given to work with."""

    program: str
    settings: Settings
    config_file: Path
    home: Home
    secrets: Secrets
    redact: Redactor
    log: Logger
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    renewing: bool = False
    health: Health = field(default_factory=NotBuiltYet)
    """Whether the program does its work. Each sets its own once it is built."""
    lag: LoopLag = field(default_factory=LoopLag)
    background: Background = field(init=False)
    heartbeat: Heartbeat = field(init=False)

    def __post_init__(self) -> None:
        self.background = Background(self.log, SystemClock(), Random())  # noqa: S311  jitter
        self.heartbeat = Heartbeat(self.home.heartbeat(self.program), ThisMachine())

    def renew(self) -> None:
        """Stops the program so that it is started again."""
        self.renewing = True
        self.stopping.set()

    async def well(self) -> bool:
        """By the `health` of this moment: the program sets its own once it is built."""
        return await self.health.well()


class Program(Protocol):
    """One of the programs of a stack. A module with a `main` is one."""

    async def main(self, process: Process) -> None:
        """Works until `process.stopping` is set. May raise Exit and ConfigError."""
        ...


def run(name: str, program: Program) -> NoReturn:
    """Runs `program.main` until it returns or raises, then ends the process with an exit code.

    0: `main` returned (after SIGTERM or SIGINT set `process.stopping`); 70: the same after SIGUSR2; Exit: its code;
    ConfigError: 78; anything else is a crash, logged with its traceback: 1, as for an event loop that stands still.

    Example, the whole `__main__.py` of a program:
        from ignis.sandbox import wiring

        run("sandbox", wiring)
    """
    sys.exit(run_in(environment(), name, program))


def run_in(environ: Mapping[str, str], name: str, program: Program) -> int:
    """`run` with the environment as an argument. Returns the exit code."""
    os.umask(0o077)
    try:
        process = prepare(environ, name)
        with only_copy(environ, process.home, name):
            beating = Beating(process.heartbeat, process.log)
            beating.begin()
            code = _run(process, program, beating, by_hand=INHERITED not in environ)
            process.heartbeat.end(clean=code == CLEAN)
    except (ConfigError, AlreadyRuns) as error:
        _tell(name, str(error))  # there is no log yet
        return CONFIG
    if code == CLEAN:
        process.home.clean_mark(name).touch()
    return code


def prepare(environ: Mapping[str, str], name: str) -> Process:
    """Reads settings and secrets, creates the state folder and sets up the log. Raises ConfigError."""
    settings = load_settings(environ)
    secrets = load_secrets(environ)
    home = Home(home_path(environ, sandbox=secrets.discord_token is None))
    create_home(home)
    redact = Redactor()
    for value in secrets.values():
        redact.add(value)
    log = set_up(name, settings.log.level, redact)
    return Process(name, settings, config_path(environ), home, secrets, redact, log)


def create_home(home: Home) -> None:
    """Raises ConfigError where the folder cannot be created."""
    try:
        home.create()
    except OSError as error:
        where = f"{error.filename}: cannot be a folder of the state folder {home.root}"
        if error.filename is None or Path(error.filename) == home.root or home.root.is_relative_to(error.filename):
            where = f"{home.root}: cannot be used as the state folder"
        raise ConfigError(f"{where}: {error.strerror}") from None


def _tell(program: str, what: str) -> None:
    print(f"ignis {program}: {what}", file=sys.stderr)  # noqa: T201  one line for a person


def _run(process: Process, program: Program, beating: Beating, *, by_hand: bool) -> int:
    """`by_hand`: a person started it without the restart gate, and reads here why it ended; else the log is read."""
    try:
        asyncio.run(_main(process, program, beating))
    except Exit as end:
        if end.code == CLEAN:
            process.log.info("stopped", reason=str(end))
        elif by_hand:
            _tell(process.program, process.redact(str(end)))
        else:
            process.log.error(str(end), exit_code=end.code)
        return end.code
    except ConfigError as error:
        if by_hand:
            _tell(process.program, process.redact(str(error)))
        else:
            process.log.error(str(error), exit_code=CONFIG)
        return CONFIG
    except KeyboardInterrupt:
        return CLEAN
    except Exception:  # the last line of defence: the log, which redacts, must have it before the process ends
        process.log.exception("crashed")
        return 1
    process.log.info("stopped")
    return CLEAN


async def _main(process: Process, program: Program, beating: Beating) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, process.stopping.set)
    if sys.platform != "win32":
        loop.add_signal_handler(signal.Signals[RENEW], process.renew)
    with watched(loop, process.settings.watchdog.blocked_after), process.lag.watching(loop):
        async with (
            process.background.running("heartbeat", beating),
            process.background.running("first work", FirstWork(process.heartbeat, process)),
            process.background.running("stability mark", _StabilityMark(process)),
        ):
            await program.main(process)
    if process.renewing:
        raise Exit(GIVE_UP, f"asked by {RENEW} to end and be restarted")


@dataclass(frozen=True)
class _StabilityMark:
    """Leaves the stability mark once the program has been well for long enough."""

    process: Process

    async def run(self) -> None:
        process, after = self.process, self.process.settings.restarts.reset_after
        await until_stable(process, after=after, every=min(_LOOK_EVERY, after), clock=SystemClock())
        if (problem := leave_mark(process.home.stability_mark(process.program))) is not None:
            process.log.warning(problem)
        await asyncio.Event().wait()  # done; background work never returns
