"""The bot's process as the page sees it: a control without processes, and a real process that is frozen."""

import subprocess
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.sandbox.bot_control.process import BotProcess, BotState
from ignis.sandbox.errors import ControlError
from probes.restarts import memory
from probes.restarts.control import ProgramRunState, Trouble
from probes.restarts.policy import StartHistory, StartPlan, StartReason
from tests.support.fakes.fake_control import FakeControl, program
from tests.support.waiting import wait_until


@pytest.fixture
def control() -> FakeControl:
    return FakeControl((program("relay", pid=7), program("bot", pid=1)))


@pytest.fixture
def bot(tmp_path: Path, control: FakeControl) -> BotProcess:
    home = Home(tmp_path)
    home.create()
    return BotProcess(home, control)


@pytest.fixture
def frozen(control: FakeControl) -> Generator[None]:
    with subprocess.Popen(["/bin/sleep", "600"]) as process:
        sleeper = psutil.Process(process.pid)
        sleeper.suspend()
        wait_until(lambda: sleeper.status() == psutil.STATUS_STOPPED, "a stopped process")
        control.found = (program("bot", pid=process.pid),)
        yield
        process.kill()


def hold(bot: BotProcess, seconds: float) -> None:
    now, history = memory.now(), StartHistory(last_start=0, streak=1, tokens=1, tokens_at=0)
    plan = StartPlan(now + seconds, StartReason.BUDGET, history)
    memory.save(bot.home.restart_memory("bot"), history, boot=memory.boot_id(), hold=plan)


def test_it_runs_once_it_has_published_its_address(bot: BotProcess) -> None:
    assert bot.state() == BotState("starting", 1)
    endpoints.publish(bot.home, "bot", "http://127.0.0.1:1", pid=1)
    assert bot.state() == BotState("running", 1)
    assert bot.state().as_json() == {"state": "running", "pid": 1, "held": None}


@pytest.mark.parametrize("state", [ProgramRunState.STOPPED, ProgramRunState.EXITED, ProgramRunState.STOPPING])
def test_a_bot_that_does_not_run_is_down_and_cannot_be_killed(
    bot: BotProcess, control: FakeControl, state: ProgramRunState
) -> None:
    control.found = (program("bot", state, pid=None),)
    assert bot.state() == BotState("down")
    with pytest.raises(ControlError, match="the bot does not run at the moment"):
        bot.kill()
    assert control.calls == []


def test_a_bot_at_the_gate_is_held_until_when_and_why(bot: BotProcess, control: FakeControl) -> None:
    hold(bot, 300)
    seen = bot.state()
    assert (seen.state, seen.pid) == ("held", None)
    held = seen.as_json()["held"]
    assert (held["reason"], held["why"]) == ("budget", "its budget of restarts is spent")
    with pytest.raises(ControlError, match="start it first"):
        bot.freeze()
    bot.restart()
    assert control.calls == ["stop bot", "start bot"]
    assert bot.home.clean_mark("bot").exists(), "so the gate starts it at once"


def test_kill_and_freeze_are_signals(bot: BotProcess, control: FakeControl) -> None:
    bot.kill()
    bot.freeze()
    assert control.calls == ["kill bot KILL", "kill bot STOP"]


@pytest.mark.usefixtures("frozen")
def test_a_frozen_bot_is_seen_and_woken_before_it_is_stopped(bot: BotProcess, control: FakeControl) -> None:
    assert bot.state().state == "frozen"
    bot.restart()
    assert control.calls == ["kill bot CONT", "stop bot", "start bot"]
    control.calls.clear()
    bot.stop()
    bot.start()
    assert control.calls == ["kill bot CONT", "stop bot", "start bot"]


def test_without_a_keeper_every_call_is_refused_in_one_line(bot: BotProcess, control: FakeControl) -> None:
    control.trouble = Trouble.MISSING
    for call in (bot.state, bot.kill, bot.freeze, bot.restart, bot.stop):
        with pytest.raises(ControlError, match="the bot's process cannot be reached: no answer: missing") as refused:
            call()
        assert refused.value.status == 409
    control.trouble, control.found = None, ()
    with pytest.raises(ControlError, match="no bot is kept in this stack"):
        bot.state()
