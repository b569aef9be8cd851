import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ignis.runtime.base.heartbeat import SIZE, Heartbeat
from ignis.runtime.base.life import LIVES_KEPT, Life, read_lives
from ignis.runtime.base.machine import Instant, parent_identity, since_boot
from ignis.runtime.config.settings import project_root
from tests.support.fakes.fake_machine import FakeMachine
from tests.support.programs.small_disk import fill, small_disk

KILLED = """
import os, signal, sys
from pathlib import Path
from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.machine import ThisMachine
heartbeat = Heartbeat(Path(sys.argv[1]), ThisMachine())
heartbeat.begin()
heartbeat.works()
os.kill(os.getpid(), signal.SIGKILL)
"""


def last_life(file: Path) -> Life:
    return read_lives(file)[-1]


def test_the_last_heartbeat_survives_kill_9(tmp_path: Path) -> None:
    file, before = tmp_path / "bot.beat", since_boot()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file)], cwd=project_root(), check=False)
    assert killed.returncode == -signal.SIGKILL
    life = last_life(file)
    assert life.working is not None
    assert before <= life.began.since_boot <= life.working.since_boot <= life.last.since_boot <= since_boot()
    assert (life.clean, life.stills) == (False, ())
    assert life.parent.startswith(f"{os.getpid()}:")
    assert file.stat().st_mode & 0o077 == 0


def test_a_life_begins_beats_works_and_ends(tmp_path: Path) -> None:
    machine, file = FakeMachine(), tmp_path / "bot.beat"
    heartbeat = Heartbeat(file, machine)
    assert heartbeat.life is None
    heartbeat.beat()  # before it has begun there is nothing to say
    assert not file.exists()
    began = machine.at
    heartbeat.begin()
    works = machine.turn(1)
    heartbeat.works()
    machine.turn(1)
    heartbeat.works()  # it did so before
    last = machine.turn(1)
    heartbeat.beat()
    assert last_life(file) == Life(os.getpid(), parent_identity(), "first boot", began, last, works)
    ended = machine.turn(1)
    heartbeat.end(clean=True)
    assert (last_life(file).last, last_life(file).clean) == (ended, True)


def test_a_few_lives_before_it_are_kept(tmp_path: Path) -> None:
    machine, file = FakeMachine(), tmp_path / "bot.beat"
    began: list[Instant] = []
    for _ in range(LIVES_KEPT + 2):
        began.append(machine.turn(1))
        heartbeat = Heartbeat(file, machine)
        heartbeat.begin()
        for _ in range(5):  # as large as a life can get
            machine.turn(10)
            heartbeat.beat()
        heartbeat.works()
        heartbeat.end(clean=False)
    assert [one.began for one in read_lives(file)] == began[-LIVES_KEPT:]
    assert file.stat().st_size == SIZE


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "bot.beat"
    file.write_bytes(b"\xff" * (SIZE + 100))
    heartbeat = Heartbeat(file, FakeMachine())
    heartbeat.begin()
    assert last_life(file).pid == os.getpid()


def test_a_deleted_file_is_noticed_and_written_again(tmp_path: Path) -> None:
    file = tmp_path / "bot.beat"
    heartbeat = Heartbeat(file, FakeMachine())
    heartbeat.begin()
    assert not heartbeat.misplaced()
    heartbeat.sync()
    file.unlink()
    assert heartbeat.misplaced()
    heartbeat.beat()
    assert not heartbeat.misplaced()
    assert last_life(file).pid == os.getpid()


def test_on_a_full_disk_it_beats_on(tmp_path: Path) -> None:
    machine = FakeMachine()
    with small_disk(tmp_path / "disk", "256k") as disk:
        heartbeat = Heartbeat(disk / "bot.beat", machine)
        heartbeat.begin()
        fill(disk / "rubbish")
        at = machine.turn(1)
        heartbeat.beat()
        heartbeat.sync()
        assert last_life(disk / "bot.beat").last == at
        late = Heartbeat(disk / "relay.beat", machine)
        with pytest.raises(OSError, match="No space left"):  # what it never had room for
            late.begin()
        (disk / "rubbish").unlink()
        late.beat()
        assert last_life(disk / "relay.beat").last == at
