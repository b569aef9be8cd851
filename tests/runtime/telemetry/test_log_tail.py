import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, strategies as st

from ignis.runtime.telemetry import log_tail


def write(file: Path, *entries: dict[str, str] | str) -> None:
    lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    with file.open("a", encoding="utf-8") as log:
        log.writelines(line + "\n" for line in lines)


def test_the_last_words_are_the_last_error(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, {"event": "old", "level": "error"})
    mark = log_tail.size(log)
    write(
        log,
        {"event": "refused", "level": "error"},
        {"event": "hm", "level": "warning"},
        {"event": "bye", "level": "info"},
    )
    assert log_tail.last_words(log, after=mark) == "refused"


def test_without_an_error_a_warning_and_without_that_the_last_line(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, {"event": "hm", "level": "warning"}, "No module named ignis.bot")
    assert log_tail.last_words(log) == "hm"
    assert log_tail.last_words(log, after=log_tail.size(log) - 5) == ".bot"


def test_a_crash_ends_with_the_last_line_of_its_traceback(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, {"event": "crashed", "level": "error", "exception": "Traceback:\n  File x\nValueError: no\n"})
    assert log_tail.last_words(log) == "crashed: ValueError: no"


def test_what_happened_comes_with_its_reason(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, {"event": "no connection", "level": "warning", "problem": "no such host", "again_in_s": "2"})
    assert log_tail.last_words(log) == "no connection: no such host"


def test_old_lines_do_not_count_and_a_rotated_log_is_all_new(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, {"event": "old", "level": "error"})
    assert log_tail.last_words(log, after=log_tail.size(log)) is None
    assert log_tail.last_words(log, after=10_000) == "old"


def test_a_missing_log_has_no_lines(tmp_path: Path) -> None:
    assert log_tail.last_words(tmp_path / "none.log") is None
    assert log_tail.size(tmp_path / "none.log") == 0


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=30), st.integers(1, 40))
def test_the_last_lines_are_the_last_lines(tmp_path_factory: object, lines: list[str], count: int) -> None:
    assert hasattr(tmp_path_factory, "mktemp")
    log = tmp_path_factory.mktemp("log") / "x.log"
    text = "\n".join(lines)
    log.write_bytes(text.encode())
    assert log_tail.last_lines(log, count) == [line for line in text.splitlines() if line.strip()][-count:]


def test_the_course_of_things_is_no_last_word_nor_is_that_of_a_logger_that_is_not_listened_to(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, {"event": "held", "level": "warning", "logger": "ignis.gate"}, {"event": "serving", "level": "info"})
    assert log_tail.last_words(log) == "held"
    assert log_tail.last_words(log, without="ignis.gate") is None


def at(second: int, event: str, level: str) -> dict[str, str]:
    return {"event": event, "level": level, "timestamp": f"2026-01-02T03:04:{second:02}.5Z"}


TEN = datetime(2026, 1, 2, 3, 4, 10, tzinfo=UTC).timestamp()
WINDOW = log_tail.LogWindow(TEN, TEN + 10)


def test_words_within_a_window_are_its_errors_or_else_its_warnings(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, at(9, "before", "error"), at(10, "hm", "warning"), at(20, "after", "error"))
    assert log_tail.words_within(log, WINDOW) == "hm"
    assert log_tail.words_within(log, WINDOW, errors_only=True) is None
    write(log, *(at(15, f"bad {number}", "error") for number in range(4)))
    assert log_tail.words_within(log, WINDOW, errors_only=True) == "bad 1\nbad 2\nbad 3"
    assert log_tail.words_within(tmp_path / "none.log", WINDOW) is None


def test_a_line_without_a_time_has_that_of_the_line_before_it(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    write(log, at(9, "begin", "info"), "too early", at(12, "next", "info"), "Fatal Python error", "  File x")
    write(log, at(30, "its successor", "info"))
    assert log_tail.words_within(log, WINDOW) == "Fatal Python error"
    write(log, "the end")
    assert log_tail.words_within(log, WINDOW) == "Fatal Python error"  # the file was written later
    assert log_tail.words_within(log, log_tail.LogWindow()) == "the end"
