"""The digest is sent once, is not sent twice after a restart, and waits for what it needs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from probes.relay.notify.message import MessageStyle
from probes.relay.notify.webhook import Picture
from probes.relay.weekly.digest import WeeklyDigest, WeeklyStyle
from probes.relay.weekly.memory import WeeklyMemory
from probes.relay.weekly.plan import WEEK, WeeklyPlan
from probes.relay.weekly.report import WEEKLY
from probes.relay.weekly.week import WeekHistory
from tests.probes.relay.rig import TurnedClock, readable_log
from tests.probes.relay.weekly.rig import END, history


@dataclass
class FakeHistory:
    """The exporter, which may not answer."""

    answers: bool = True

    async def week(self) -> WeekHistory | None:
        return history() if self.answers else None


@dataclass
class FakeSender:
    """The outbox worker, which may not reach Discord."""

    reaches: bool = True
    sent: list[tuple[Mapping[str, Any], Picture | None]] = field(
        default_factory=list[tuple[Mapping[str, Any], Picture | None]]
    )

    async def send_apart(self, body: Mapping[str, Any], picture: Picture | None) -> bool:
        if self.reaches:
            self.sent.append((body, picture))
        return self.reaches


@dataclass
class Rig:
    folder: Path
    clock: TurnedClock
    source: FakeHistory = field(default_factory=FakeHistory)
    sender: FakeSender = field(default_factory=FakeSender)
    lines: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def digest(self) -> WeeklyDigest:
        """As a new run of the relay builds it."""
        memory = WeeklyMemory(self.folder / "weekly_digest.json")
        style = WeeklyStyle(WEEKLY["en"], MessageStyle())
        log, self.lines = readable_log()
        return WeeklyDigest(WeeklyPlan(), memory, self.source, self.sender, style, clock=self.clock, log=log)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    WeeklyMemory(tmp_path / "weekly_digest.json").keep(END - WEEK)
    return Rig(tmp_path, TurnedClock(END))


async def test_it_is_sent_once_with_its_picture_also_over_restarts(rig: Rig) -> None:
    await rig.digest().look()
    await rig.digest().look()
    ((body, picture),) = rig.sender.sent
    assert body["embeds"][0]["title"] == "📅 The last seven days"
    assert picture is not None
    assert picture.png.startswith(b"\x89PNG")
    rig.clock.turn(WEEK.total_seconds())
    await rig.digest().look()
    assert len(rig.sender.sent) == 2


async def test_the_first_one_comes_a_week_after_it_was_switched_on(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TurnedClock(END))
    await rig.digest().look()
    assert rig.sender.sent == []
    rig.clock.turn(WEEK.total_seconds())
    await rig.digest().look()
    assert len(rig.sender.sent) == 1


async def test_what_could_not_be_sent_is_sent_later_and_said_once(rig: Rig) -> None:
    rig.source.answers = False
    digest = rig.digest()
    for _ in range(3):
        await digest.look()
        rig.clock.turn(60)
    rig.source.answers, rig.sender.reaches = True, False
    await digest.look()
    assert rig.sender.sent == []
    rig.sender.reaches = True
    await digest.look()
    assert len(rig.sender.sent) == 1
    waits = [line for line in rig.lines if "waits" in line["event"]]
    assert [line["event"] for line in waits] == [
        "the weekly digest waits: the exporter does not give the history",
        "the weekly digest waits: Discord does not take it",
    ]


async def test_a_file_that_cannot_be_used_is_one_line_and_no_end(rig: Rig) -> None:
    (rig.folder / "weekly_digest.json").unlink()
    (rig.folder / "weekly_digest.json").mkdir()
    await rig.digest().look()
    assert "its file cannot be used" in str(rig.lines)
    assert rig.sender.sent == []


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"last": 7}', '{"last": "2026-01-05"}', '{"last": "x"}'])
async def test_a_file_that_says_nothing_counts_as_none(rig: Rig, text: str) -> None:
    (rig.folder / "weekly_digest.json").write_text(text, encoding="utf-8")
    await rig.digest().look()
    assert rig.sender.sent == []
    kept = await asyncio.to_thread(WeeklyMemory(rig.folder / "weekly_digest.json").last)
    assert kept is not None
    assert abs(kept - END) < timedelta(seconds=1)
