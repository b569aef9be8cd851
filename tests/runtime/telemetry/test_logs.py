"""The lines that a program logs, its own and those of libraries."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from ignis.runtime.telemetry.logs import set_up
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.tracing import span
from tests.support.telemetry.traces import recording

pytestmark = pytest.mark.usefixtures("restored_logging")


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("asyncio", "aiosqlite", "discord.http"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("sample", [0.0, 1.0])
def test_every_line_of_a_trace_names_it(sample: float) -> None:
    stream = io.StringIO()
    log = set_up("test", "info", Redactor(), stream)
    with recording(sample=sample) as (tracing, memory):
        log.info("before")
        with tracing.trace("command x"):
            log.info("in the command")
            with span("query q"):
                logging.getLogger("a.library").warning("in the query")
        traces = memory.summaries()
    before, command, query = map(json.loads, stream.getvalue().splitlines())
    assert "trace_id" not in before
    assert command["trace_id"] == query["trace_id"]
    assert (len(command["trace_id"]), len(command["span_id"])) == (32, 16)
    assert (command["span_id"] != query["span_id"]) is bool(sample)
    assert [one["trace_id"] for one in traces] == ([command["trace_id"]] if sample else [])


def test_a_line_of_a_library_has_the_same_form() -> None:
    stream = io.StringIO()
    log = set_up("bot", "info", Redactor(), stream)
    log.info("serving", guild=7)
    logging.getLogger("a.library").warning("slow: %d s", 3)
    ours, theirs = lines(stream)
    assert (ours["event"], ours["level"], ours["logger"], ours["guild"]) == ("serving", "info", "ignis.bot", 7)
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("slow: 3 s", "warning", "a.library")
    assert ours["timestamp"].endswith("Z")


def test_secrets_are_taken_out_by_value_and_by_key() -> None:
    stream, redact = io.StringIO(), Redactor()
    redact.add("canary-value")
    log = set_up("bot", "info", redact, stream)
    log.info("sent canary-value", api_key="abc", body={"token": "def"})
    try:
        raise ValueError("canary-value")
    except ValueError:
        log.exception("crashed")
    assert "canary-value" not in stream.getvalue()
    first, second = lines(stream)
    assert (first["api_key"], first["body"]) == ("[redacted]", {"token": "[redacted]"})
    assert second["exception"].endswith("ValueError: [redacted]")


def test_what_libraries_write_whole_at_debug_is_left_out() -> None:
    stream = io.StringIO()
    log = set_up("bot", "debug", Redactor(), stream)
    log.debug("ours")
    logging.getLogger("discord.http").debug("a whole request")
    logging.getLogger("aiosqlite").debug("every value")
    logging.getLogger("asyncio").info("uninteresting")
    logging.getLogger("discord.http").warning("rate limited")
    assert [line["event"] for line in lines(stream)] == ["ours", "rate limited"]


def test_a_terminal_gets_no_json_and_no_values_of_variables() -> None:
    stream, secret = Terminal(), "canary-local"
    log = set_up("bot", "info", Redactor(), stream)
    try:
        raise ValueError(len(secret))
    except ValueError:
        log.exception("crashed")
    assert "crashed" in stream.getvalue()
    assert "ValueError: 12" in stream.getvalue()
    assert "canary-local" not in stream.getvalue()
    assert not stream.getvalue().startswith("{")
