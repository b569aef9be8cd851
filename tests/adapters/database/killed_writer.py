"""Run as a program: gives a member points in `FILE`, once for every number of statements, killed before that one.

Each try is a process of its own, forked before there is any thread, and is killed by SIGKILL from within, between two
statements of SQLite: nothing is cleaned up. Prints how many tries were killed; the last one got through.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from ignis.adapters.database.database import open_database
from tests.support.legion.staff import Staff
from tests.support.legion.stores import on_disk

MEMBER = 1


class Executioner:
    """Counts the statements that are about to run, and kills this process before number `last`."""

    def __init__(self, last: int) -> None:
        self._left = last

    def __call__(self, _statement: str) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


async def _try(path: Path, last: int) -> None:
    async with open_database(path, busy_timeout=5, observe=lambda _name, _seconds: None) as database:
        await database._connections.writer.set_trace_callback(Executioner(last))
        stores = on_disk(database)
        await Staff(stores.members, stores.promotions).points(MEMBER, 15, "survived")  # with an open step: two entries


def main() -> int:
    path, tries = Path(sys.argv[1]), 0
    while True:
        child = os.fork()
        if child == 0:
            asyncio.run(_try(path, tries))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            print(tries)
            return os.waitstatus_to_exitcode(status)
        tries += 1


if __name__ == "__main__":
    sys.exit(main())
