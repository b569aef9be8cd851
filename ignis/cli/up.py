"""`ignis up`: start everything, and say when it is ready or why it is not."""

import enum
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console

from ignis.cli import homes, launch
from ignis.cli.called import as_called
from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import HomeOption, Stack, stack_in
from ignis.cli.status import Snapshot, show_addresses, snapshot
from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.environ import environment
from ignis.runtime.stack.process import CLEAN, CONFIG, GIVE_UP
from ignis.runtime.telemetry import log_tail
from probes.companions import COMPANIONS
from probes.restarts.control import ProgramRunState
from probes.restarts.holds import GateHold

_READY_WITHIN = 60.0
_POLL = 0.1
_SYSTEM = SystemClock()
_IN_ORDER = ("sandbox", "bot", "exporter", "relay", *COMPANIONS)  # each may wait for those before it
_STOP_WITHIN = 40.0


class PortChoice(enum.StrEnum):
    CONFIG = "config"
    AUTO = "auto"


def up(
    home: HomeOption = None,
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Leave it running.")] = False,  # noqa: FBT002
    ports: Annotated[
        PortChoice, typer.Option(help="auto: any free ports, so that several stacks can run.")
    ] = PortChoice.CONFIG,
    sandbox: Annotated[  # noqa: FBT002  typer's form
        bool, typer.Option("--sandbox", help="Use the local Discord even though a token is set.")
    ] = False,
    with_: Annotated[
        str,
        typer.Option("--with", envvar="IGNIS_WITH", help="prometheus, grafana, or both with a comma: they run, too."),
    ] = "",
) -> None:
    """Start everything and wait until it is ready.

    With Discord when DISCORD_TOKEN is set, else with a local Discord of its own, which keeps its state in var/sandbox.
    Waits at most 60 s, then says what is not ready yet, and everything goes on. Ctrl-C stops it.
    """
    console = Console(stderr=False)
    environ = launch.without_secrets(environment()) if sandbox else environment()
    stack, companions = stack_in(homes.to_start(home, environ)), companions_named(with_)
    if stack.running() is not None:
        _already_runs(stack, companions, console)
        return
    auto_ports = ports is PortChoice.AUTO
    if not auto_ports:
        check_beside(stack, environ)
    chosen = launch.plan(stack.home, environ, auto_ports=auto_ports, sandbox=sandbox, companions=companions)
    logs = _log_sizes(stack)
    for number in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal stops it as Ctrl-C does
        signal.signal(number, _interrupt)
    process = launch.start(chosen)
    try:
        seen = wait_until_ready(stack, process, logs, console)
        _welcome(seen, console, detach=detach, sandbox=chosen.sandbox)
        if not detach:
            _stay(process)
    except KeyboardInterrupt:
        _stop(process, console)
    except BaseException:  # whatever it is, nothing half-started stays behind
        _stop(process, console)
        raise


def companions_named(text: str) -> tuple[str, ...]:
    """The companions in the value of `--with`. Raises CliError for a name that is not one."""
    names = tuple(filter(None, (name.strip() for name in text.split(","))))
    for name in names:
        if name not in COMPANIONS:
            raise CliError(f"--with: there is no {name!r}; there are {', '.join(COMPANIONS)}", USAGE)
    return names


def check_beside(stack: Stack, environ: Mapping[str, str]) -> None:
    """Raises CliError if the other stack of this checkout has the ports already."""
    if (other := homes.running_beside(stack.home.root, environ)) is not None:
        raise CliError(
            f"another stack runs in {other} on the same ports: stop it with `ignis down --home {other}`, or start this "
            "one beside it with `ignis up --ports auto`",
            USAGE,
        )


def _already_runs(stack: Stack, companions: tuple[str, ...], console: Console) -> None:
    console.print(f"Ignis already runs in {stack.home.root}.", soft_wrap=True)
    seen = wait_until_ready(stack, None, _log_sizes(stack), console)
    show_addresses(seen, console)
    if missing := [companion for companion in companions if companion not in seen.programs]:
        names = ", ".join(missing)
        raise CliError(
            f"it was started without {names}: `ignis down`, then `ignis up --with {','.join(companions)}`", USAGE
        )


def wait_until_ready(
    stack: Stack,
    process: subprocess.Popen[bytes] | None,
    logs: dict[str, int],
    console: Console,
    clock: Clock = _SYSTEM,
) -> Snapshot:
    """Shows what it waits for, and says what is not ready in time or is held for longer: that comes by itself.

    It must not end the programs that watch over it. Raises CliError, with the reason and the log line, only for what no
    waiting can mend.
    `process` is the supervisord that was started, None for one that ran before. `logs` are the sizes of the logs at
    the start, by program: only what follows is about this start.
    """
    deadline = clock.monotonic() + _READY_WITHIN
    seen: Snapshot | None = None
    with console.status("Starting supervisord ...") as line:
        while (left := deadline - clock.monotonic()) > 0:
            if process is not None and process.poll() is not None:
                raise _cannot(f"supervisord ended at once (exit {process.returncode})", _errors_of(stack), GIVE_UP)
            if (programs := stack.running()) is not None:
                seen = _without_lifted_holds(stack, snapshot(stack, programs))
                _check_hopeless(stack, seen, logs)
                if seen.ready:
                    return seen
                if _only_held(seen, clock.now() + timedelta(seconds=left)):
                    break
                line.update(_waiting_for(seen))
            time.sleep(_POLL)
    if seen is None:
        raise _cannot(f"not ready within {_READY_WITHIN:.0f} s: supervisord does not answer", None, GIVE_UP)
    console.print(as_called(_what_is_late(stack, seen, logs)), style="yellow", highlight=False, soft_wrap=True)
    return seen


def _without_lifted_holds(stack: Stack, seen: Snapshot) -> Snapshot:
    """A stop lifts a hold, but the file says so only once the restart gate has read it."""
    holds = {name: hold for name, hold in seen.holds.items() if not stack.home.clean_mark(name).exists()}
    return replace(seen, holds=holds)


def _only_held(seen: Snapshot, until: datetime) -> bool:
    """Whether all that is not ready is held until after `until`, so that there is nothing to wait for."""
    late = [seen.holds.get(name) for name, answer in seen.answers.items() if not answer.ready]
    return bool(late) and all(hold is not None and hold.until > until for hold in late)


def _what_is_late(stack: Stack, seen: Snapshot, logs: dict[str, int]) -> str:
    """One line: what is not ready, why, and what will become of it."""
    if seen.late_companions:
        said = [
            f"{name} is not ready yet ({why}): see `ignis logs {name}`" for name, why in seen.late_companions.items()
        ]
        return "; ".join(said)
    late = sorted((name for name, answer in seen.answers.items() if not answer.ready), key=_IN_ORDER.index)
    ended = [name for name in late if seen.programs[name].state is ProgramRunState.EXITED and name not in seen.holds]
    ended = [name for name in ended if seen.programs[name].exit_status == CLEAN]
    said = [f"{name} was asked to end: `ignis restart {name}` starts it" for name in ended]
    if held := [name for name in late if name in seen.holds]:
        words = ", ".join(_held(name, seen.holds[name]) for name in held)
        said.append(f"{words}; it starts by itself, and `ignis status` shows it")
    if trying := [name for name in late if name not in seen.holds and name not in ended]:
        words = ", ".join(f"{name} ({_why_late(stack, seen, name, logs)})" for name in trying)
        said.append(
            f"is not ready after {_READY_WITHIN:.0f} s: {words}; it goes on trying, and `ignis status` shows it"
        )
    return f"Ignis runs, but {'; '.join(said)}"


def _held(name: str, hold: GateHold) -> str:
    return f"{name} is held until {hold.until.astimezone():%H:%M:%S}, because {hold.words}"


def _why_late(stack: Stack, seen: Snapshot, name: str, logs: dict[str, int]) -> str:
    words = log_tail.last_words(stack.home.log / f"{name}.log", after=logs.get(name, 0))
    reason = seen.answers[name].reason
    return f"{reason}: {words}" if words else reason


def _log_sizes(stack: Stack) -> dict[str, int]:
    return {name: log_tail.size(stack.home.log / f"{name}.log") for name in _IN_ORDER}


def _check_hopeless(stack: Stack, seen: Snapshot, logs: dict[str, int]) -> None:
    """Raises CliError for a program that ended with 78, or that supervisord gave up: it will not come back."""
    for name, program in seen.programs.items():
        if program.state is ProgramRunState.FATAL:
            raise _cannot(f"supervisord cannot start {name}", program.description, GIVE_UP)
        if program.state is ProgramRunState.EXITED and program.exit_status == CONFIG:
            words = log_tail.last_words(stack.home.log / f"{name}.log", after=logs.get(name, 0)) or "see its log"
            raise _cannot(f"{name} cannot start", words.removeprefix(f"ignis {name}: "), CONFIG)


def _waiting_for(seen: Snapshot) -> str:
    waiting = [f"{name} ({answer.reason})" for name, answer in seen.answers.items() if not answer.ready]
    return f"Waiting for {', '.join(waiting)} ..."


def _cannot(what: str, words: str | None, code: int) -> CliError:
    return CliError(f"{what}: {words}" if words else what, code)


def _errors_of(stack: Stack) -> str | None:
    lines = log_tail.last_lines(stack.home.log / "supervisord.err", 1)
    return lines[0] if lines else None


def _welcome(seen: Snapshot, console: Console, *, detach: bool, sandbox: bool) -> None:
    if seen.late_companions is not None:  # else what is not ready was said
        console.print("Ignis is ready.", style="bold green")
    show_addresses(seen, console)
    if sandbox:
        console.print("\nThis is a local Discord: nothing leaves this machine.")
        console.print(
            "Try: open the page, run /userinfo, then kill the bot there or here, and watch the alert channel:"
        )
        console.print(f"  kill -9 {seen.programs['bot'].pid or 'PID'}", highlight=False)
    console.print("\nStop it with " + (as_called("`ignis down`.") if detach else "Ctrl-C."))


def _stay(process: subprocess.Popen[bytes]) -> None:
    """Stays until supervisord ends."""
    code = process.wait()
    if code != 0:
        how = f"killed by signal {-code}" if code < 0 else f"exit {code}"
        raise CliError(f"supervisord died ({how}), and everything with it; run `ignis up` again", GIVE_UP)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _stop(process: subprocess.Popen[bytes], console: Console) -> None:
    with console.status("Stopping ..."):
        process.terminate()
        try:
            process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()  # the programs die with it
            process.wait()
    console.print("Stopped.")
