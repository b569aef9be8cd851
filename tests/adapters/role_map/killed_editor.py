"""Run as a program with FILE, VERSIONS and N: adds a role to that map, killed before step 0, N, 2 N and so on.

A step is a call that touches a file: open, write, flush, fsync, chmod, rename, unlink, a lock. Each try is a process of
its own, forked before there is any thread, and is killed by SIGKILL from within: nothing is cleaned up. After each the
file is read again and compared with what it was and with what it should become; then the map is opened as a new start
would, which must settle what was begun. Prints how many tries were killed; the last one got through.
"""

import io
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import BuiltinFunctionType, FrameType
from typing import Any

from ignis.adapters.role_map.proposed_text import proposed_text
from ignis.adapters.role_map.reader import parse_role_map
from ignis.adapters.role_map.versioned_file import VersionedFile
from ignis.domain.members.change import Actor
from ignis.domain.role_map.changes import EditRoleMap
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.orders import AddRole
from ignis.domain.role_map.proposal import MapText, Proposal
from ignis.domain.role_map.stored import StoredRoleMap
from ignis.domain.role_map.version import Source
from ignis.runtime.base.clock import SystemClock

EDITOR = 7
OF_FILES = {"posix", "fcntl", "_io"}


class Executioner:
    """Counts the steps that are about to be made, and kills this process before number `last`."""

    def __init__(self, last: int) -> None:
        self._left = last

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call" or not _touches_files(called):
            return
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def _touches_files(called: BuiltinFunctionType) -> bool:
    return isinstance(called.__self__, io.IOBase) or called.__module__ in OF_FILES


KNIGHT = EditRoleMap(AddRole("Knight", EDITOR, "Inductii"), Actor(EDITOR), "Knight stands for Inductii")


@dataclass(frozen=True)
class PutBack:
    """A change back to `old`. It also removes what a killed change left, if the file holds `old` already."""

    old: str

    def propose(self, found: StoredRoleMap) -> Proposal:
        by, what = (0, "as it is") if found.text == self.old else (EDITOR, "as before")
        return Proposal(MapText(self.old, Format.JSON), Source.UNDO, by, what)


def _try(store: VersionedFile, last: int) -> None:
    sys.setprofile(Executioner(last))
    store.change(KNIGHT)


def _check(file: Path, old: str, new: str, store: VersionedFile) -> None:
    text = file.read_text(encoding="utf-8")
    assert text in {old, new}, "half of a change"
    found = store.take_in()
    assert found.text == text
    newest = found.versions[-1]
    assert (newest.after, newest.text) == (found.map.revision, text)
    assert not found.unseen, "a change that was made has lost its version"
    assert (newest.by == EDITOR) == (text == new)
    store.change(PutBack(old))


def main() -> int:
    file, versions, stride = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    store = VersionedFile(file, versions, SystemClock())
    old = store.take_in().text
    found = StoredRoleMap(parse_role_map(old, file), old, (), unseen=False)
    new = proposed_text(KNIGHT.propose(found), found)
    tries = 0
    while True:
        child = os.fork()
        if child == 0:
            _try(store, tries * stride)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            print(tries)
            return os.waitstatus_to_exitcode(status)
        _check(file, old, new, store)
        left = [path.name for path in (*file.parent.iterdir(), *versions.iterdir()) if path.name.endswith(".tmp")]
        assert left == [], left
        tries += 1


if __name__ == "__main__":
    sys.exit(main())
