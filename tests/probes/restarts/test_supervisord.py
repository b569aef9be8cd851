"""supervisord outlives a disk without room for its logs and for its own complaints about them."""

import subprocess
import sys
from pathlib import Path

from tests.support.programs.small_disk import fill, small_disk
from tests.support.waiting import wait_until

_CONFIG = """\
[supervisord]
nodaemon=true
logfile={disk}/supervisord.log
pidfile={folder}/supervisord.pid
[program:talker]
command={python} -S -u {folder}/talker.py {folder}/said
startsecs=0
stdout_logfile={disk}/talker.log
"""
_TALKER = """\
import sys, time
for number in range(1_000_000):
    print(number, "x" * 1000)
    open(sys.argv[1], "w").write(str(number))
    time.sleep(0.005)
"""


def test_a_full_disk_does_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "talker.py").write_text(_TALKER, encoding="ascii")
    with small_disk(tmp_path / "disk", "1m") as disk:
        config = tmp_path / "supervisord.conf"
        config.write_text(_CONFIG.format(disk=disk, folder=tmp_path, python=sys.executable), encoding="utf-8")
        command = [sys.executable, "-m", "probes.restarts.supervisord", "--silent", "-c", str(config)]
        with (disk / "err").open("wb") as errors, subprocess.Popen(command, stderr=errors) as process:
            try:
                talks_on(tmp_path, 10)
                fill(disk / "filler")
                talks_on(tmp_path, 100)  # 100 kB for which there is no room
                (disk / "filler").unlink()
                before = (disk / "talker.log").stat().st_size
                wait_until(lambda: (disk / "talker.log").stat().st_size > before, "another line in the log")
                assert process.poll() is None
            finally:
                process.terminate()


def talks_on(folder: Path, lines: int) -> None:
    """Waits until that much more was said."""
    first = wait_until(lambda: said(folder), "the first line")
    wait_until(lambda: said(folder) >= first + lines, "the other lines")


def said(folder: Path) -> int:
    """Lines so far; 0 while none is known."""
    try:
        return int((folder / "said").read_text(encoding="ascii") or 0)
    except FileNotFoundError:
        return 0
