"""How often the whole list may be had, and what goes wrong with it on purpose."""

from typing import Any

import pytest

from ignis.sandbox.faults import Fault
from ignis.sandbox.gateway.member_lists import MemberLists
from ignis.sandbox.simcord_bridge import MemberRequest

EVERYBODY = MemberRequest(7, nonce="n")
CHUNKS = [{"members": [1, 2, 3], "chunk_index": 0, "chunk_count": 1}]


def answer(
    lists: MemberLists, now: float, request: MemberRequest = EVERYBODY, kind: str | None = None, interval: float = 30
) -> list[tuple[str, Any]]:
    fault = None if kind is None else Fault("member-list", kind, 0, 100)
    return lists.answer(request, CHUNKS, now, interval=interval, fault=fault)


def test_the_second_request_within_the_interval_is_limited_and_nothing_else_comes() -> None:
    lists = MemberLists()
    assert answer(lists, 0) == [("GUILD_MEMBERS_CHUNK", CHUNKS[0])]
    limited = {"opcode": 8, "retry_after": 20.0, "meta": {"guild_id": "7", "nonce": "n"}}
    assert answer(lists, 10) == [("RATE_LIMITED", limited)]
    assert answer(lists, 29.9)[0][0] == "RATE_LIMITED", "a refused request does not count"
    assert answer(lists, 30)[0][0] == "GUILD_MEMBERS_CHUNK"


def test_each_server_has_a_limit_of_its_own_and_single_members_have_none() -> None:
    lists = MemberLists()
    answer(lists, 0)
    for other in (MemberRequest(8), MemberRequest(7, user_ids=(1,)), MemberRequest(7, query="cas", limit=5)):
        assert answer(lists, 1, other)[0][0] == "GUILD_MEMBERS_CHUNK"


def test_without_an_interval_there_is_no_limit() -> None:
    lists = MemberLists()
    assert [answer(lists, 0, interval=0)[0][0] for _ in range(3)] == ["GUILD_MEMBERS_CHUNK"] * 3


def test_an_interval_that_is_shortened_holds_at_once() -> None:
    lists = MemberLists()
    answer(lists, 0)
    assert answer(lists, 1, interval=0)[0][0] == "GUILD_MEMBERS_CHUNK"


@pytest.mark.parametrize(
    ("kind", "events"),
    [
        ("never", []),
        ("half", [("GUILD_MEMBERS_CHUNK", {"members": [1, 2], "chunk_index": 0, "chunk_count": 2})]),
        ("limited", [("RATE_LIMITED", {"opcode": 8, "retry_after": 99, "meta": {"guild_id": "7", "nonce": "n"}})]),
        ("slow", [("GUILD_MEMBERS_CHUNK", CHUNKS[0])]),
    ],
)
def test_a_list_goes_wrong(kind: str, events: list[Any]) -> None:
    assert answer(MemberLists(), 1, kind=kind) == events


def test_a_list_that_nobody_may_see_is_not_counted() -> None:
    lists = MemberLists()
    assert lists.answer(EVERYBODY, [], 0, interval=30, fault=None) == []
    assert answer(lists, 1)[0][0] == "GUILD_MEMBERS_CHUNK"
