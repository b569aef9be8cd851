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
