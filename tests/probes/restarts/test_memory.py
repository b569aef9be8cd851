"""What the gate remembers: read back as written, forgiving to damage, correct about reboots and stepped clocks."""

import json
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
