"""Where a process is asked: by what it published itself, by what it published once, by its port."""

from datetime import UTC, datetime

from hypothesis import given, strategies as st

from ignis.runtime.stack.endpoints import Endpoint
from probes.peers.addresses import Addresses
from probes.restarts.control import ProgramRunState, ProgramState
from tests.probes.stand_ins import program

SINCE = datetime(2026, 1, 2, tzinfo=UTC)


def at(url: str, pid: int) -> dict[str, Endpoint]:
    return {"bot": Endpoint(url=url, pid=pid, since=SINCE)}


def bot(pid: int) -> list[ProgramState]:
    return [program("bot", pid=pid)]


def test_its_own_word_wins_then_its_last_word_then_its_port() -> None:
    addresses = Addresses({"bot": 8472})
    assert addresses.look_up(bot(5), {}) == {"bot": "http://127.0.0.1:8472"}
    assert addresses.look_up(bot(5), at("http://one", 5)) == {"bot": "http://one"}
    assert addresses.look_up(bot(5), {}) == {"bot": "http://one"}
    assert addresses.look_up(bot(5), at("http://stranger", 6)) == {"bot": "http://one"}
    assert addresses.look_up(bot(5), at("http://two", 5)) == {"bot": "http://two"}
    assert addresses.look_up(bot(7), at("http://two", 5)) == {"bot": "http://127.0.0.1:8472"}


def test_who_has_no_address_is_left_out() -> None:
    addresses = Addresses({"bot": 8472})
    assert addresses.look_up([program("cron", pid=5), program("bot", ProgramRunState.EXITED)], {}) == {}


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1))
def test_what_another_process_published_is_never_its_address(looks: list[tuple[int, int]]) -> None:
    addresses = Addresses({})
    for running, published in looks:
        found = addresses.look_up(bot(running), at(f"http://{published}", published))
        assert found in ({}, {"bot": f"http://{running}"})
