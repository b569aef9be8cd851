"""supervisor's event protocol as values (http://supervisord.org/events.html). Pure."""

from dataclasses import dataclass

_STATE = "PROCESS_STATE_"


class ProtocolError(Exception):
    """What was received is not the event protocol, so it is unknown where the next event begins."""


@dataclass(frozen=True)
class Header:
    """`serial` counts the events of this listener's pool, one by one."""

    name: str
    serial: int
    length: int


@dataclass(frozen=True)
class StateEvent:
    """A program went to `state`; `pid` is None if the event has none."""

    program: str
    state: str
    pid: int | None
    expected: bool


def header(line: bytes) -> Header:
    tokens = _tokens(line.decode("utf-8", "replace"))
    try:
        return Header(tokens["eventname"], int(tokens["poolserial"]), int(tokens["len"]))
    except (KeyError, ValueError):
        raise ProtocolError(f"not the header of a supervisor event: {line[:80]!r}") from None


def state_event(name: str, payload: str) -> StateEvent | None:
    """The event as a value; None if it is of another kind.

    >>> state_event("PROCESS_STATE_EXITED", "processname:bot groupname:bot expected:0 pid:7").pid
    7
    """
    if not name.startswith(_STATE):
        return None
    tokens = _tokens(payload.split("\n", 1)[0])
    program, group, pid = tokens.get("processname", ""), tokens.get("groupname", ""), tokens.get("pid", "")
    return StateEvent(
        program=program if group in {"", program} else f"{group}:{program}",
        state=name.removeprefix(_STATE),
        pid=(int(pid) or None) if pid.isascii() and pid.isdigit() else None,
        expected=tokens.get("expected") == "1",
    )


def lost_between(previous: int | None, current: int) -> int:
    """How many events are missing before `current`; 0 if an event comes again."""
    return 0 if previous is None else max(0, current - previous - 1)


def _tokens(line: str) -> dict[str, str]:
    return dict(token.split(":", 1) for token in line.split() if ":" in token)
