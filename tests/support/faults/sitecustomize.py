"""Faults for the real programs, injected by the tests' environment and by nothing else.

Python imports a module of this name at its start, from PYTHONPATH. In a process of Ignis it makes SIGUSR1 break the
event loop that runs there: in the way that the file `fault.<program>` in the state folder names. The product knows
nothing of it.
"""

import asyncio
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


FAULTS = {fault.__name__: fault for fault in (sleep, deadlock, regex, leak)}


def broken(program: str) -> None:
    """In the loop's own thread, between two of its callbacks."""
    name = Path(os.environ["IGNIS_HOME"], f"fault.{program}").read_text(encoding="ascii")
    asyncio.get_running_loop().call_soon(FAULTS[name])


def install() -> None:
    arguments = sys.orig_argv
    module = arguments[arguments.index("-m") + 1] if "-m" in arguments[:-1] else ""
    if (program := PROGRAMS.get(module)) is not None:
        signal.signal(signal.SIGUSR1, lambda _number, _frame: broken(program))


install()
