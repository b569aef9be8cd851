"""The restart gate: `python -m probes.restarts.gate PROGRAM -- ARGV`.

supervisord starts every program through it. The gate makes the program end with supervisord, allows only one copy,
waits as long as the restart policy says, and then becomes the program: same pid, same descriptors. It imports only the
standard library and a few small modules, because every start of the bot goes through it.
"""

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from ignis.runtime.base.home import Home
from ignis.runtime.base.single import INHERITED, lock_path, open_lock, read_pid, take
from probes.restarts import memory
from probes.restarts.memory import RestartMemory
from probes.restarts.policy import HOLD_LABELS, RestartPolicy, StartHistory, StartPlan, StartReason, plan, resumed

_PR_SET_PDEATHSIG = 1
_GIVE_UP = 70
_USAGE = 64
_LOG_HOLD_ABOVE = 0.5  # seconds
_PAUSE = 3.0  # seconds before it gives up, because supervisord tries again at once
_UNRECORDED = 90.0  # seconds between unrecorded starts: 960 a day, and Discord resets a token after 1,000
_UNRECORDED_RELAY = 3.0  # it never logs in to Discord, and is the one that says that the disk is full
_TRY_EVERY = 1.0  # seconds
_POLL = 0.05  # seconds


def main(argv: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Never returns: it becomes the program, or exits (64 wrong usage, 70 the supervisor is gone)."""
    if "--" not in argv[1:2] or not argv[2:] or "IGNIS_HOME" not in environ:
        print("usage: IGNIS_HOME=DIR python -m probes.restarts.gate PROGRAM -- ARGV...", file=sys.stderr)  # noqa: T201
        sys.exit(_USAGE)
    program, command = argv[0], list(argv[2:])
    home = Home(Path(environ["IGNIS_HOME"]))
    die_with_parent(home)
    lock = only_copy(lock_path(home, program), program)
    os.set_inheritable(lock, True)  # noqa: FBT003  the program must keep it, or a second copy could start
    wait_for_turn(home, program, _policy(environ))
    os.execve(command[0], command, {**environ, INHERITED: str(lock)})  # noqa: S606  no shell is wanted


def die_with_parent(home: Home) -> None:
    """Asks the kernel to kill this process, and the program it becomes, as soon as supervisord is gone."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        _log(f"cannot ask the kernel to end me with supervisord: {os.strerror(ctypes.get_errno())}")
        sys.exit(_GIVE_UP)
    # It may have died before the kernel was asked; its pid file says which parent to expect.
    expected = read_pid(home.run / "supervisord.pid")
    if expected is not None and os.getppid() != expected:
        _log(f"supervisord (pid {expected}) is gone")
        sys.exit(_GIVE_UP)


def only_copy(path: Path, program: str) -> int:
    """Takes the program's lock and returns its descriptor; waits while an older copy is still alive.

    Processes that the older copy started have inherited the lock: if only they are left, they are ended.
    """
    try:
        lock = open_lock(path)
    except OSError as error:
        _log(f"{path}: cannot be used as the lock of {program}: {error.strerror}")
        time.sleep(_PAUSE)
        sys.exit(_GIVE_UP)
    if not take(lock):
        _log(f"another {program} (pid {read_pid(path) or 'unknown'}) still runs; waiting for it to end")
        while not take(lock):
            kill_orphans(read_pid(path))
            time.sleep(_POLL)
    return lock


def kill_orphans(pid: int | None) -> None:
    """Kills what the dead process `pid` left in its group: supervisord gives every program a group."""
    if pid is None:
        return
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        with suppress(OSError):  # it left nothing, or nothing that we may kill
            os.killpg(pid, signal.SIGKILL)
    except OSError:  # it belongs to another user
        return


def wait_for_turn(home: Home, program: str, policy: RestartPolicy) -> None:
    """Sleeps until the policy allows the start, and records the start."""
    file, clean, stable = home.restart_memory(program), home.clean_mark(program), home.stability_mark(program)
    boot, now = memory.boot_id(), memory.now()
    before = memory.load(file, boot=boot, at=now)
    decided = decide(policy, before, clean=clean.exists(), proven=stable.exists(), now=now, roll=_roll())
    delay = decided.start_at - now
    if before is not None and delay > 0:
        # A stop during the hold was asked for, so the start after it must not be delayed.
        signal.signal(signal.SIGTERM, lambda _number, _frame: _stop_asked(clean))
        with suppress(OSError):  # logged below, if it lasts
            memory.save(file, before.history, boot=boot, hold=decided)
        if delay > _LOG_HOLD_ABOVE:
            _log(_hold_line(program, decided.reason, delay, decided.history.streak))
        _sleep_until(decided.start_at)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _record_start(program, file, decided.history, boot)
    with suppress(OSError):  # the disk became read-only
        clean.unlink(missing_ok=True)
        stable.unlink(missing_ok=True)


def _record_start(program: str, file: Path, history: StartHistory, boot: str) -> None:
    """Tries until the start is on disk, because an unrecorded start would not delay the next crash.

    A full or broken disk must not stop the program forever, so this ends after `_UNRECORDED` seconds.
    """
    longest = _UNRECORDED_RELAY if program == "relay" else _UNRECORDED
    until, logged = memory.now() + longest, False
    while True:
        try:
            memory.save(file, history, boot=boot)
        except OSError as error:
            if not logged:
                why = f"its start cannot be recorded: {error.strerror}"
                _log(f"{program} is held until that is possible, {longest:.0f} s at most ({why})")
        else:
            return
        logged = True
        if memory.now() >= until:
            return
        time.sleep(_TRY_EVERY)


def decide(
    policy: RestartPolicy, before: RestartMemory | None, *, clean: bool, proven: bool, now: float, roll: float
) -> StartPlan:
    """The plan that a killed gate left, or a new one. A stop that was asked for overrides both."""
    if before is not None and before.hold is not None and not clean:
        return resumed(policy, before.hold, now)
    return plan(policy, before and before.history, clean=clean, proven=proven, now=now, roll=roll)


def _roll() -> float:
    """A random number in [0, 1); `random` itself would cost every start a millisecond of imports."""
    return int.from_bytes(os.urandom(4), "little") / (1 << 32)


def _sleep_until(moment: float) -> None:
    while (left := moment - memory.now()) > 0:
        time.sleep(left)


def _stop_asked(mark: Path) -> NoReturn:
    with suppress(OSError):  # then the next start is counted, which does less harm
        mark.touch()
    sys.exit(0)


def _hold_line(program: str, reason: StartReason, delay: float, streak: int) -> str:
    at = time.strftime("%H:%M:%S", time.localtime(time.time() + delay))
    why = HOLD_LABELS[reason] if reason is StartReason.BUDGET else f"crash {streak} in a row"
    return f"{program} is held for {delay:.0f} s ({why}); next start at {at}"


def _policy(environ: Mapping[str, str]) -> RestartPolicy:
    """IGNIS_RESTARTS is the `restarts` section as JSON, checked by `ignis up`; unset, the defaults hold."""
    return RestartPolicy(**json.loads(environ.get("IGNIS_RESTARTS") or "{}"))


def _log(message: str) -> None:
    """One line in the program's log, in the shape of its other lines."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    line = {"event": message, "level": "warning", "logger": "ignis.gate", "timestamp": stamp}
    print(json.dumps(line), file=sys.stderr, flush=True)  # noqa: T201  structlog is not loaded here


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
