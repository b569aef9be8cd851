"""What the gate remembers: read back as written, forgiving to damage, honest about reboots and stepped clocks."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from probes.restarts import memory
from probes.restarts.memory import RestartMemory
from probes.restarts.policy import StartHistory, StartPlan, StartReason

numbers = st.floats(-9e9, 9e9)  # seconds: centuries before and behind any moment that the gate writes
histories = st.builds(StartHistory, numbers, st.integers(0, 10_000), numbers, numbers)
plans = st.builds(StartPlan, numbers, st.sampled_from(StartReason), histories)


@given(histories, st.none() | plans)
def test_it_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, history: StartHistory, hold: StartPlan
) -> None:
    file = tmp_path_factory.mktemp("restarts") / "bot.json"
    memory.save(file, history, boot="this", hold=hold)
    assert memory.load(file, boot="this", at=0) == RestartMemory(history, hold)


@given(histories, plans, st.floats(0, 1e6))
def test_a_reboot_ends_a_hold_and_keeps_what_was_spent(
    tmp_path_factory: pytest.TempPathFactory, history: StartHistory, hold: StartPlan, at: float
) -> None:
    file = tmp_path_factory.mktemp("restarts") / "bot.json"
    memory.save(file, history, boot="earlier", hold=hold)
    loaded = memory.load(file, boot="this", at=at)
    assert loaded == RestartMemory(history._replace(last_start=at, tokens_at=at))


@pytest.mark.parametrize(
    "change",
    [
        {"history": None},
        {"history": {"last_start": 1, "streak": 0, "tokens": float("nan"), "tokens_at": 1}},
        {"history": {"last_start": "1", "streak": 0, "tokens": 1, "tokens_at": 1}},
        {"hold": {"start_at": float("inf"), "reason": "budget", "history": {}}},
        {
            "hold": {
                "start_at": 1e300,
                "reason": "budget",
                "history": {"last_start": 1, "streak": 0, "tokens": 1, "tokens_at": 1},
            }
        },
        {"history": {"last_start": 10**400, "streak": 0, "tokens": 1, "tokens_at": 1}},
        {"hold": {"start_at": 1, "reason": "mood", "history": {}}},
        {"hold": []},
    ],
)
def test_damage_is_no_memory(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "bot.json"
    memory.save(file, StartHistory(1, 0, 1, 1), boot="this")
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(content | change), encoding="utf-8")
    assert memory.load(file, boot="this", at=0) is None


def test_only_holds_in_force_are_shown(tmp_path: Path) -> None:
    at, boot = memory.now(), memory.boot_id()
    history = StartHistory(at, 2, 0, at)
    for name, seconds in (("bot", 60), ("relay", -1)):
        memory.save(
            tmp_path / f"{name}.json", history, boot=boot, hold=StartPlan(at + seconds, StartReason.BUDGET, history)
        )
    memory.save(tmp_path / "exporter.json", history, boot=boot)
    (tmp_path / ".bot.json.0123").write_text("half", encoding="utf-8")
    (tmp_path / "bot.clean").touch()
    held = memory.holds(tmp_path)
    assert set(held) == {"bot"}
    assert held["bot"].until == pytest.approx(time.time() + 60, abs=20)
    left = memory.seconds_left(tmp_path)
    assert (left["relay"], left["exporter"], set(left)) == (0, 0, {"bot", "exporter", "relay"})


def test_a_folder_that_is_not_there_holds_nobody(tmp_path: Path) -> None:
    assert memory.holds(tmp_path / "none") == {}
    assert memory.seconds_left(tmp_path / "none") == {}
