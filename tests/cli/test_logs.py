"""`ignis logs -f` as a real process, while its file is written and rotated."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ignis.cli.logs import readable

IGNIS = Path(sys.executable).with_name("ignis")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "bot.log").write_text(line("first"), encoding="utf-8")
    return tmp_path / "log" / "bot.log"


@pytest.fixture
def following(log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [str(IGNIS), "logs", "bot", "--follow", "--home", str(log.parents[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        yield process
        process.kill()


def line(event: str) -> str:
    return json.dumps({"event": event, "level": "info", "timestamp": "2026-01-01T12:00:00Z"}, ensure_ascii=False) + "\n"


def append(log: Path, data: bytes) -> None:
    with log.open("ab") as file:
        file.write(data)


def shown(process: "subprocess.Popen[bytes]") -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 20)[0], "nothing was shown"
    return process.stdout.readline().decode()


def test_it_goes_on_across_rotations_and_half_written_letters(log: Path, following: "subprocess.Popen[bytes]") -> None:
    assert shown(following) == "12:00:00 info    first\n"
    whole = line("the flame — still").encode()
    append(log, whole[:20])
    append(log, whole[20:])
    assert shown(following) == "12:00:00 info    the flame — still\n"
    log.rename(log.with_suffix(".log.1"))
    log.write_text(line("a longer line than all that stood in the file before it was rotated away"), encoding="utf-8")
    assert "a longer line" in shown(following)


def test_what_is_no_json_stays_as_it_is() -> None:
    assert readable("No module named ignis").plain == "No module named ignis"


def test_fields_and_tracebacks_are_shown() -> None:
    entry = {"event": "crashed", "level": "error", "timestamp": "2026-01-01T12:00:00Z", "pid": 7, "exception": "Boom"}
    assert readable(json.dumps(entry)).plain == "12:00:00 error   crashed  pid=7\nBoom"
