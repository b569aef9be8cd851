"""Faults for the real programs, injected by the tests' environment and by nothing else.

Python imports a module of this name at its start, from PYTHONPATH. In a process of Ignis it makes SIGUSR1 break the
event loop that runs there: in the way that the file `fault.<program>` in the state folder names. The product knows
nothing of it.
"""

import asyncio
import logging
import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

PROGRAMS = {
    "ignis.bot": "bot",
    "ignis.sandbox": "sandbox",
    "probes.exporter": "exporter",
    "probes.relay": "relay",
}


def sleep() -> None:
    time.sleep(600)


def deadlock() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def regex() -> None:
    """Holds the GIL for ever."""
    re.match(r"(a+)+b", "a" * 64)


def leak() -> None:
    """Takes 5 MiB every 50 ms, as a leak in a loop that turns."""
    hoard: list[bytes] = []

    def more() -> None:
        hoard.append(os.urandom(5 * 1024 * 1024))  # what is never written to is never resident
        asyncio.get_running_loop().call_later(0.05, more)

    more()


def blab() -> None:
    """Fails, and lets fail what comes, with all secrets that it holds in the text; see tests/e2e/test_secrets.py."""
    text = Path(os.environ["IGNIS_HOME"], f"secrets.{_running()}").read_text(encoding="utf-8")
    library = logging.getLogger("some.library")
    library.warning("a library speaks: %s", text)
    library.warning("a library's particulars", extra={"api_key": "canary-known-by-its-key", "request": text})
    library.warning("POST /webhooks/1/canary-known-by-its-place and /interactions/2/canary-known-by-its-place/callback")

    async def fail(*_: object) -> None:
        raise RuntimeError(f"it failed with {text}")

    if _running() == "bot":
        sys.modules["ignis.adapters.stores.members"].SqliteMembers.find = fail
    if _running() == "exporter":
        sys.modules["probes.checks.clock"].Clock.run = fail
        outcome = sys.modules["probes.outcome"]

        async def red(*_: object) -> object:
            return outcome.CheckResult(outcome.Status.FAILING, outcome.Reason.INVALID, f"canary check: {text}")

        sys.modules["probes.checks.config"].Config.run = red
    task = asyncio.get_running_loop().create_task(fail())
    del task  # asyncio says that nobody asked what became of it
    raise RuntimeError(f"a callback failed with {text}")


FAULTS = {fault.__name__: fault for fault in (sleep, deadlock, regex, leak, blab)}


def broken(program: str) -> None:
    """In the loop's own thread, between two of its callbacks."""
    name = Path(os.environ["IGNIS_HOME"], f"fault.{program}").read_text(encoding="ascii")
    asyncio.get_running_loop().call_soon(FAULTS[name])


def _running() -> str | None:
    """Which program of Ignis this process is."""
    arguments = sys.orig_argv
    return PROGRAMS.get(arguments[arguments.index("-m") + 1] if "-m" in arguments[:-1] else "")


def install() -> None:
    if (program := _running()) is not None:
        signal.signal(signal.SIGUSR1, lambda _number, _frame: broken(program))


install()
