"""Restarts on order: the keeper of the programs is asked, once, and what cannot be restarted is said so."""

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog

from probes.relay.operators.restarts import ProgramRestarts, RestartRefused
from probes.restarts.control import ProcessControlError, ProgramRunState, ProgramState, Trouble
from tests.probes.stand_ins import new_home
from tests.support.waiting import eventually

LOG = structlog.stdlib.get_logger("test")


def running(name: str) -> ProgramState:
    return ProgramState(name, ProgramRunState.RUNNING, 7, None, None, "")


@dataclass
class SlowControl:
    """A keeper whose stop waits until the test lets it go on; `fault` is why it refuses to start."""

    fault: str | None = None
    calls: list[str] = field(default_factory=list[str])
    go_on: threading.Event = field(default_factory=threading.Event)
    gone: bool = False

    def programs(self) -> tuple[ProgramState, ...]:
        if self.gone:
            raise ProcessControlError(Trouble.REFUSED, "supervisord hung up")
        return (running("bot"), running("exporter"), running("relay"))

    def start(self, name: str) -> None:
        self.calls.append(f"start {name}")
        if self.fault is not None:
            raise ProcessControlError(Trouble.FAULT, self.fault)

    def stop(self, name: str) -> None:
        self.calls.append(f"stop {name}")
        self.go_on.wait(30)

    def restart(self, name: str) -> None:
        raise AssertionError(name)

    def kill(self, name: str, signal: str) -> None:
        raise AssertionError(name, signal)

    def shutdown(self) -> None:
        raise AssertionError


async def test_a_program_is_stopped_marked_clean_and_started_once(tmp_path: Path) -> None:
    home, control = new_home(tmp_path / "var"), SlowControl()
    restarts = ProgramRestarts(home, control, LOG)
    first = asyncio.create_task(restarts.restart("exporter"))
    await eventually(lambda: control.calls == ["stop exporter"], "it is being stopped")
    await restarts.restart("exporter")
    control.go_on.set()
    await first
    await restarts.close()
    assert control.calls == ["stop exporter", "start exporter"]
    assert home.clean_mark("exporter").exists()  # so that the gate neither waits nor counts a crash


async def test_the_answer_of_the_bot_gets_a_head_start(tmp_path: Path) -> None:
    control = SlowControl()
    control.go_on.set()
    restarts = ProgramRestarts(new_home(tmp_path / "var"), control, LOG, head_start_s=0.05)
    await restarts.restart("bot")
    assert control.calls == []
    await restarts.close()
    assert control.calls == ["stop bot", "start bot"]


@pytest.mark.parametrize(
    ("control", "program", "line"),
    [
        (SlowControl(), "relay", "the relay cannot restart itself: run `ignis restart relay`"),
        (SlowControl(), "grafana", "no program is called 'grafana'; there are bot, exporter, relay"),
        (SlowControl(gone=True), "bot", "supervisord hung up"),
    ],
)
async def test_what_cannot_be_restarted_is_one_line(
    tmp_path: Path, control: SlowControl, program: str, line: str
) -> None:
    with pytest.raises(RestartRefused) as refusal:
        await ProgramRestarts(new_home(tmp_path / "var"), control, LOG).restart(program)
    assert (str(refusal.value), control.calls) == (line, [])


async def test_supervisords_refusal_is_told(tmp_path: Path) -> None:
    control = SlowControl(fault="spawn error")
    control.go_on.set()
    with pytest.raises(RestartRefused, match="spawn error"):
        await ProgramRestarts(new_home(tmp_path / "var"), control, LOG).restart("exporter")
