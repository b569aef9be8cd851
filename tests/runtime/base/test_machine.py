import os
import time

from ignis.runtime.base.machine import UNKNOWN_BOOT, ThisMachine, boot_id, parent_identity, since_boot


def test_its_clocks_go_on_and_its_boot_stays() -> None:
    machine = ThisMachine()
    before, after = machine.instant(), machine.instant()
    assert before.since_boot <= after.since_boot <= since_boot()
    assert before.awake <= after.awake <= time.monotonic()
    assert abs(after.wall - time.time()) < 60
    assert machine.boot == boot_id() != UNKNOWN_BOOT


def test_the_parent_is_identified_by_its_pid_and_its_start() -> None:
    pid, _, began = parent_identity().partition(":")
    assert int(pid) == os.getppid()
    assert 0 < int(began) < since_boot() * os.sysconf("SC_CLK_TCK")
    assert parent_identity() == parent_identity()
