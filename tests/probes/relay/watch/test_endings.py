"""How processes ended, read from supervisord's log."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from probes.relay.incidents.observations import EndingKind, ProcessEnding
from probes.relay.watch.endings import ended_at, ending_of, latest, read_tail, supervisord_asked, supervisord_died

LOG = """\
2026-01-02 03:04:05,000 INFO spawned: 'bot' with pid 10
2026-01-02 03:04:06,000 WARN exited: bot (terminated by SIGKILL; not expected)
2026-01-02 03:04:06,100 INFO spawned: 'bot' with pid 11
2026-01-02 03:04:06,100 INFO spawned: 'exporter' with pid 12
2026-01-02 03:04:07,000 WARN exited: bot (exit status 70; not expected)
2026-01-02 03:04:07,100 INFO spawned: 'bot' with pid 13
2026-01-02 03:04:08,000 WARN exited: exporter (terminated by SIGSEGV (core dumped); not expected)
2026-01-02 03:04:08,000 WARN stopped: bot (terminated by SIGTERM)
2026-01-02 03:04:09,000 INFO spawned: 'bot' with pid 14
2026-01-02 03:04:10,000 INFO supervisord started with pid 1
2026-01-02 03:04:11,000 INFO spawned: 'bot' with pid 15
2026-01-02 03:04:12,000 INFO exited: bot (exit status 78; expected)
"""


@pytest.mark.parametrize(
    ("program", "pid", "ending"),
    [
        ("bot", 10, ProcessEnding(EndingKind.CRASHED, signal="SIGKILL")),
        ("bot", 11, ProcessEnding(EndingKind.CRASHED, 70)),
        ("exporter", 12, ProcessEnding(EndingKind.CRASHED, signal="SIGSEGV")),
        ("bot", 13, ProcessEnding(EndingKind.REQUESTED)),
        ("bot", 14, None),  # supervisord itself was killed
        ("bot", 15, ProcessEnding(EndingKind.CONFIG, 78)),
        ("bot", 99, None),
        ("relay", 10, None),
    ],
)
def test_each_process_has_its_own_ending(program: str, pid: int, ending: ProcessEnding | None) -> None:
    assert ending_of(LOG, program, pid) == ending


def supervisord(*words: str) -> str:
    """Its log: a number is a start with this pid, anything else is a line of the one that runs then."""
    started = "2026-01-02 03:04:05,000 INFO supervisord started with pid {}\n"
    return "".join(started.format(word) if word.isdigit() else f"2026-01-02 03:04:06,000 {word}\n" for word in words)


SIGTERM = "WARN received SIGTERM indicating exit request"
SHUTDOWN = "INFO waiting for bot, exporter, relay to die"


@pytest.mark.parametrize(
    ("log", "died"),
    [
        (supervisord("9", "20"), True),
        (supervisord("9", SIGTERM, "20"), False),
        (supervisord("9", SHUTDOWN, "20"), False),
        (supervisord("9", "20", SIGTERM), True),  # the successor's end is not its own
        (supervisord("9", "20", SHUTDOWN, "30"), True),
        (supervisord("9", SHUTDOWN, "9", "9"), True),  # in a container each has the same pid: the latest counts
        (supervisord("9", "9", SHUTDOWN, "9"), False),
        (supervisord("9"), False),  # it runs
        (supervisord("20"), False),  # the log was rotated since
        ("", False),
    ],
)
def test_supervisord_died_when_nobody_asked_it_to_end(log: str, died: bool) -> None:  # noqa: FBT001  pytest's way
    assert supervisord_died(log, 9) is died


def test_a_log_that_says_nothing_is_told_apart_from_one_that_says_no() -> None:
    assert supervisord_asked(supervisord("9", "20"), 9) is False
    assert supervisord_asked(supervisord("9", SHUTDOWN, "20"), 9) is True
    assert supervisord_asked(supervisord("9"), 9) is None
    assert supervisord_asked("", 9) is None


def test_it_knows_when_each_process_ended_in_local_time() -> None:
    lines = [
        "2026-01-02 03:04:05,250 INFO spawned: 'bot' with pid 10",
        "2026-01-02 03:04:09,500 WARN exited: bot (terminated by SIGKILL; not expected)",
        "2026-01-02 03:04:09,600 INFO spawned: 'bot' with pid 11",
        "2026-01-02 03:04:10,000 INFO stopped: exporter (exit status 0)",
    ]
    at = datetime(2026, 1, 2, 3, 4, 9, 500_000).astimezone().timestamp()
    assert ended_at("\n".join(lines)) == {("bot", 10): at}
    assert ended_at("no time INFO spawned: 'bot' with pid 10\nexited: bot (exit status 1; not expected)") == {}


def test_the_latest_process_counts_only_once_it_has_ended() -> None:
    assert latest(LOG, "bot") == (15, ProcessEnding(EndingKind.CONFIG, 78))
    assert latest(LOG + "x INFO spawned: 'bot' with pid 16\n", "bot") == (15, ProcessEnding(EndingKind.CONFIG, 78))
    assert latest("", "bot") is None


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    file = tmp_path / "supervisord.log"
    assert read_tail(file) == ""
    file.write_bytes(b"\xff" * 100_000 + b"\n" + LOG.encode())
    assert ending_of(read_tail(file), "bot", 10) is not None
    assert len(read_tail(file)) <= 64 * 1024


@given(st.text())
def test_any_log_can_be_read(text: str) -> None:
    assert ending_of(text, "bot", 1) is None or "bot" in text
