"""How every program begins and ends: settings, secrets, logs, signals, exit codes."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.environ import environment
from ignis.runtime.base.home import Home
from ignis.runtime.base.single import AlreadyRuns, only_copy
from ignis.runtime.base.stability import leave, proven, turns
from ignis.runtime.config.secrets import Secrets, load_secrets
from ignis.runtime.config.settings import ConfigError, Settings, config_path, home_path
from ignis.runtime.config.settings_file import load_settings
from ignis.runtime.resilience.watchdog import watched
from ignis.runtime.telemetry.lag import LoopLag
from ignis.runtime.telemetry.logs import Logger, set_up
from ignis.runtime.telemetry.redact import Redactor

CLEAN = 0
GIVE_UP = 70  # EX_SOFTWARE: the program wants to be started anew
CONFIG = 78  # EX_CONFIG: no restart can help, so none is tried

# Asks a program to end in order and with GIVE_UP: a stop whose successor is wanted, and which counts as a crash.
RENEW = "SIGUSR2"

_LOOK = 10.0  # seconds between a program's looks at its own health


class Exit(Exception):  # noqa: N818  it is a way to end, not always an error
    """Ends the program with `code`; `message` is one line for people."""

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
    well: Callable[[], Awaitable[bool]] = turns
    """Whether it does its work; a program for which a turning event loop says too little sets it."""
    lag: LoopLag = field(default_factory=LoopLag)

    def renew(self) -> None:
        """Stops the program so that it is started anew."""
        self.renewing = True
        self.stopping.set()


def run(program: str, main: Callable[[Process], Awaitable[None]]) -> NoReturn:
    """Runs `main` until it returns or raises, then ends the process with the code of the contract.

    0: `main` returned (after SIGTERM or SIGINT set `process.stopping`); 70: the same after SIGUSR2; Exit: its code;
    ConfigError: 78; anything else is a crash, logged with its traceback: 1, as is an event loop that stands still.
    """
    sys.exit(run_in(environment(), program, main))


def run_in(environ: Mapping[str, str], program: str, main: Callable[[Process], Awaitable[None]]) -> int:
    """`run` with the environment as an argument, returning the exit code."""
    os.umask(0o077)
    try:
        process = prepare(environ, program)
        with only_copy(environ, process.home, program):
            code = _run(process, main)
    except (ConfigError, AlreadyRuns) as error:
        print(f"ignis {program}: {error}", file=sys.stderr)  # noqa: T201  there is no log yet
        return CONFIG
    if code == CLEAN:
        process.home.clean_mark(program).touch()
    return code


def prepare(environ: Mapping[str, str], program: str) -> Process:
    settings = load_settings(environ)
    secrets = load_secrets(environ)
    home = Home(home_path(environ))
    create_home(home)
    redact = Redactor()
    for value in secrets.values():
        redact.add(value)
    log = set_up(program, settings.log.level, redact)
    return Process(program, settings, config_path(environ), home, secrets, redact, log)


def create_home(home: Home) -> None:
    """Raises ConfigError where there can be no such folder."""
    try:
        home.create()
    except OSError as error:
        raise ConfigError(f"{home.root}: cannot be used as the state folder: {error.strerror}") from None


def _run(process: Process, main: Callable[[Process], Awaitable[None]]) -> int:
    try:
        asyncio.run(_main(process, main))
    except Exit as end:
        if end.code == CLEAN:
            process.log.info("stopped", reason=str(end))
        else:
            process.log.error(str(end), exit_code=end.code)
        return end.code
    except ConfigError as error:
        process.log.error(str(error), exit_code=CONFIG)
        return CONFIG
    except KeyboardInterrupt:
        return CLEAN
    except Exception:  # the last line of defence: the log, which redacts, must have it before the process ends
        process.log.exception("crashed")
        return 1
    process.log.info("stopped")
    return CLEAN


async def _main(process: Process, main: Callable[[Process], Awaitable[None]]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, process.stopping.set)
    if sys.platform != "win32":
        loop.add_signal_handler(signal.Signals[RENEW], process.renew)
    with watched(loop, process.settings.watchdog.blocked_after), process.lag.watching(loop):
        async with _proving(process):
            await main(process)
    if process.renewing:
        raise Exit(GIVE_UP, f"asked by {RENEW} to end and be started anew")


@contextlib.asynccontextmanager
async def _proving(process: Process) -> AsyncGenerator[None]:
    """Leaves the proof of health once the program has been well for long enough."""
    task = asyncio.create_task(_prove(process), name="proof of health")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _prove(process: Process) -> None:
    async def well() -> bool:  # looked up anew each time: the program sets it once it is built
        return await process.well()

    after = process.settings.restarts.reset_after
    await proven(well, after=after, every=min(_LOOK, after), clock=SystemClock())
    if (problem := leave(process.home.proof_mark(process.program))) is not None:
        process.log.warning(problem)
