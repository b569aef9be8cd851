"""A loop that stands still ends its process and leaves the guilty line, whatever it is that blocks."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path, PurePosixPath

import pytest

from ignis.runtime.config.settings import project_root
from ignis.runtime.resilience import watchdog

PROGRAM = """
import asyncio, sys, threading, time
from ignis.runtime.resilience.watchdog import watched

def sleeping():
    time.sleep(600)

def deadlocked():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()

def matching():
    import re
    re.match(r"(a+)+b", "a" * 64)

def busy():
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        pass

async def main(what):
    with watched(asyncio.get_running_loop(), 0.5):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        await asyncio.sleep(0.7)  # a loop that turns is left alone
        print("turning", flush=True)
        what()
    time.sleep(0.7)  # nobody watches any more

asyncio.run(main({"nothing": print}.get(sys.argv[1]) or globals()[sys.argv[1]]))
"""


def run(folder: Path, what: str) -> "subprocess.CompletedProcess[str]":
    script = folder / "guilty.py"
    script.write_text(PROGRAM)
    return subprocess.run(
        [sys.executable, str(script), what],
        env=os.environ | {"PYTHONPATH": str(project_root())},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("what", ["sleeping", "deadlocked", "matching"])
def test_a_loop_that_stands_still_ends_the_process_at_the_guilty_line(tmp_path: Path, what: str) -> None:
    done = run(tmp_path, what)
    assert done.stdout == "turning\n"
    assert done.returncode == watchdog.STATUS
    stall = watchdog.stall(done.stderr.splitlines(), tmp_path)
    assert stall is not None
    assert stall.seconds == 0.5
    found = re.fullmatch(r"guilty\.py:(\d+) \((\w+)\)", stall.place)
    assert found is not None, done.stderr
    assert found[2] == what
    assert any(
        word in PROGRAM.splitlines()[int(found[1]) - 1] for word in ("time.sleep(600)", "lock.acquire()", "re.match")
    )


def test_a_loop_that_turns_is_left_alone_and_afterwards_nobody_watches(tmp_path: Path) -> None:
    done = run(tmp_path, "nothing")
    assert (done.returncode, done.stderr) == (0, "")


def dump(*threads: str) -> list[str]:
    blocks = ["Thread 0x00007f00 (most recent call first):\n" + textwrap.indent(frames, "  ") for frames in threads]
    return ["{}", "Timeout (0:00:30)!", *"\n\n".join(blocks).splitlines(), '{"event": "begun again"}']


def place(lines: list[str], root: str = "/srv") -> str | None:
    found = watchdog.stall(lines, PurePosixPath(root))
    return found.place if found else None


def test_the_place_is_the_main_threads_own_line_and_not_its_librarys() -> None:
    other = 'File "/srv/ignis/ignis/runtime/other.py", line 1 in run'
    main = """\
File "/usr/lib/python3.11/re/__init__.py", line 166 in match
File "/srv/ignis/.venv/lib/python3.11/site-packages/x/y.py", line 2 in z
File "/srv/ignis/ignis/bot/replies/reply.py", line 12 in answer
File "/srv/ignis/ignis/bot/tree.py", line 3 in call"""
    assert place(dump(other, main), "/srv/ignis") == "ignis/bot/replies/reply.py:12 (answer)"
    assert place(dump(other, main), "/elsewhere") == "/srv/ignis/ignis/bot/replies/reply.py:12 (answer)"


def test_a_place_inside_a_library_alone_is_named_as_it_is() -> None:
    frames = dump('File "/usr/lib/python3.11/selectors.py", line 7 in select')
    assert place(frames) == "/usr/lib/python3.11/selectors.py:7 (select)"


def test_only_the_latest_dump_counts_and_none_is_none() -> None:
    first, second = dump('File "/srv/a.py", line 1 in a'), dump('File "/srv/b.py", line 2 in b')
    assert str(watchdog.stall(first + second, PurePosixPath("/srv"))) == (
        "its event loop stood still for 30 s at b.py:2 (b)"
    )
    assert place(["{}", 'File "/srv/a.py", line 1 in a']) is None
    assert place(["Timeout (1:01:00.500000)!"]) == "a place that Python does not know"
