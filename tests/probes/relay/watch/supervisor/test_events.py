"""Supervisor's events, read as values."""

import pytest
from hypothesis import given, strategies as st

from probes.relay.watch.supervisor.events import Header, ProtocolError, StateEvent, header, lost_between, state_event


def test_an_event_as_supervisor_writes_it() -> None:
    line = b"ver:3.0 server:supervisor serial:21 pool:relay poolserial:10 eventname:PROCESS_STATE_EXITED len:84\n"
    assert header(line) == Header("PROCESS_STATE_EXITED", 10, 84)
    payload = "processname:cat groupname:cat from_state:RUNNING expected:0 pid:2766"
    assert state_event("PROCESS_STATE_EXITED", payload) == StateEvent("cat", "EXITED", 2766, expected=False)
    grouped = state_event("PROCESS_STATE_STARTING", "processname:a groupname:g from_state:STOPPED tries:0")
    assert grouped == StateEvent("g:a", "STARTING", None, expected=False)
    assert state_event("TICK_5", "when:1") is None


@pytest.mark.parametrize("line", [b"", b"\xff\xfe\n", b"GET / HTTP/1.1\n", b"eventname:X poolserial:one len:1\n"])
def test_what_is_no_header_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError, match="not the header"):
        header(line)


@given(st.text())
def test_any_payload_can_be_read(payload: str) -> None:
    assert state_event("PROCESS_STATE_EXITED", payload) is not None


def test_gaps_in_the_serial_are_seen() -> None:
    assert [lost_between(None, 7), lost_between(7, 8), lost_between(7, 11), lost_between(7, 7)] == [0, 0, 3, 0]
