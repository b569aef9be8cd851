from typing import Any

import pytest

from ignis.sandbox.faults import KINDS_BY_TARGET, FaultError, Faults


def test_a_fault_lasts_as_long_as_was_asked() -> None:
    faults = Faults()
    fault = faults.add("roblox", "status-503", 30, now=100)
    assert faults.active("roblox", 129.9) == fault
    assert fault.left(110) == 20
    assert faults.active("roblox", 130) is None
    assert faults.list(130) == ()
    assert fault.left(131) == 0


def test_the_newest_fault_of_a_target_wins_and_others_are_left_alone() -> None:
    faults = Faults()
    faults.add("roblox", "timeout", 60, now=0)
    faults.add("bloxlink", "timeout", 90, now=0)
    newest = faults.add("roblox", "garbage", 10, now=1)
    assert faults.active("roblox", 2) == newest
    assert [fault.target for fault in faults.list(2)] == ["roblox", "bloxlink"]
    assert faults.active("webhook", 2) is None


def test_clearing_mends_everything() -> None:
    faults = Faults()
    faults.add("webhook", "disconnect", 60, now=0)
    faults.clear()
    assert faults.list(0) == ()


@pytest.mark.parametrize(("kind", "status"), [("status-500", 500), ("status-429", 429), ("timeout", None)])
def test_the_status_of_a_fault(kind: str, status: int | None) -> None:
    assert Faults().add("roblox", kind, 1, now=0).status == status


@pytest.mark.parametrize(
    ("target", "kind", "seconds", "told"),
    [
        ("moon", "timeout", 1, "no target 'moon'; there are: discord-rest, discord-gateway, webhook, roblox, "),
        ("discord-gateway", "status-500", 1, "discord-gateway cannot break by 'status-500'; it can by: disconnect, "),
        ("roblox", "no-ack", 1, "roblox cannot break by 'no-ack'"),
        ("roblox", "timeout", 0, "seconds must be above 0 and at most 3600, not 0"),
        ("roblox", "timeout", 3601, "not 3601"),
        ("roblox", "timeout", float("nan"), "not nan"),
    ],
)
def test_what_cannot_be_broken_is_said_in_one_line(target: str, kind: str, seconds: float, told: str) -> None:
    with pytest.raises(FaultError) as wrong:
        Faults().add(target, kind, seconds, now=0)
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("target", KINDS_BY_TARGET)
def test_every_kind_of_a_target_can_be_added(target: str) -> None:
    faults = Faults()
    for kind in KINDS_BY_TARGET[target]:
        assert faults.add(target, kind, 1, now=0).kind == kind


GIVE_A_ROLE = "PUT /guilds/{guild}/members/{member}/roles/{role}"


def test_a_fault_of_a_route_leaves_the_others_alone() -> None:
    faults = Faults()
    fault = faults.add("discord-rest", "error-10011", 60, now=0, route=GIVE_A_ROLE)
    assert faults.active("discord-rest", 1, "PUT /guilds/1/members/2/roles/3") == fault
    for other in ("DELETE /guilds/1/members/2/roles/3", "PUT /guilds/1/members/2/roles/3/x", "GET /gateway", ""):
        assert faults.active("discord-rest", 1, other) is None


def test_a_route_may_leave_the_method_open() -> None:
    faults = Faults()
    faults.add("discord-rest", "slow", 60, now=0, route="* /guilds/7/members/@me")
    assert faults.active("discord-rest", 1, "PATCH /guilds/7/members/@me") is not None
    assert faults.active("discord-rest", 1, "PATCH /guilds/8/members/@me") is None


def test_a_target_and_each_of_its_routes_has_a_fault_of_its_own_and_the_newest_decides() -> None:
    faults = Faults()
    of_route = faults.add("discord-rest", "error-50013", 60, now=0, route=GIVE_A_ROLE)
    faults.add("discord-rest", "garbage", 60, now=1, route="GET /gateway")
    assert faults.active("discord-rest", 2, "PUT /guilds/1/members/2/roles/3") == of_route
    of_all = faults.add("discord-rest", "timeout", 10, now=2)
    assert faults.active("discord-rest", 3, "PUT /guilds/1/members/2/roles/3") == of_all
    assert faults.active("discord-rest", 12, "PUT /guilds/1/members/2/roles/3") == of_route
    newer = faults.add("discord-rest", "error-10007", 60, now=13, route=GIVE_A_ROLE)
    assert faults.active("discord-rest", 14, "PUT /guilds/1/members/2/roles/3") == newer
    assert len(faults.list(14)) == 2


def test_a_counted_fault_ends_after_so_many_requests_or_seconds() -> None:
    faults = Faults()
    fault = faults.add("bloxlink", "status-503", 60, now=0, count=2)
    assert faults.take("bloxlink", 1) == fault
    assert faults.requests_left(fault) == 1
    assert faults.active("bloxlink", 1) == fault, "to look is not to use"
    assert faults.take("bloxlink", 2) == fault
    assert faults.take("bloxlink", 3) is None
    assert faults.list(3) == ()
    faults.add("bloxlink", "status-503", 60, now=4, count=2)
    assert faults.take("bloxlink", 64) is None
    assert faults.requests_left(faults.add("roblox", "timeout", 1, now=0)) is None


@pytest.mark.parametrize(
    ("target", "kind", "details", "told"),
    [
        ("roblox", "timeout", {"route": "GET /x"}, "roblox has no routes; there are some of: discord-rest, webhook"),
        ("discord-rest", "timeout", {"route": "/x"}, 'a route is a method and a path, such as "GET /guilds/{guild}/r'),
        ("discord-rest", "timeout", {"count": 0}, "count is how many requests fail, from 1"),
        ("discord-gateway", "no-ack", {"count": 1}, "discord-gateway has none to count"),
        ("discord-rest", "timeout", {"delay": 1.0}, "delay is in seconds, above 0, and belongs to: slow, status-429"),
        ("discord-rest", "slow", {"delay": -1.0}, "delay is in seconds, above 0"),
    ],
)
def test_details_that_mean_nothing_are_refused(target: str, kind: str, details: dict[str, Any], told: str) -> None:
    with pytest.raises(FaultError) as wrong:
        Faults().add(target, kind, 1, now=0, **details)
    assert told in str(wrong.value)
