"""What people and metrics see of the restart gate: the holds in force, and the budgets."""

from datetime import timedelta
from pathlib import Path

from probes.restarts import holds, memory
from probes.restarts.policy import RestartPolicy, StartHistory, StartPlan, StartReason
from tests.probes.stand_ins import HandClock


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
    clock = HandClock()
    held = holds.holds(tmp_path, clock)
    assert set(held) == {"bot"}
    assert abs(held["bot"].until - clock.now() - timedelta(seconds=60)) < timedelta(seconds=20)
    assert (held["bot"].program, held["bot"].reason, held["bot"].crashes) == ("bot", StartReason.BUDGET, 2)
    left = holds.seconds_left(tmp_path)
    assert (left["relay"], left["exporter"], set(left)) == (0, 0, {"bot", "exporter", "relay"})


def test_a_missing_folder_holds_nothing(tmp_path: Path) -> None:
    assert holds.holds(tmp_path / "none") == {}
    assert holds.seconds_left(tmp_path / "none") == {}
    assert holds.budgets_left(tmp_path / "none", RestartPolicy()) == {}


def test_the_budget_that_is_left_is_whole_starts(tmp_path: Path) -> None:
    at, boot = memory.now(), memory.boot_id()
    memory.save(tmp_path / "bot.json", StartHistory(at, 2, 1.9, at), boot=boot)
    (tmp_path / "relay.json").write_text("damaged", encoding="utf-8")
    assert holds.budgets_left(tmp_path, RestartPolicy()) == {"bot": 1}
