"""How incidents, silences, maintenance and the record read on a terminal."""

import io
from datetime import UTC, datetime

from rich.console import Console

from ignis.cli.alerts.shown import action_line, pause_line, show_actions, show_incidents
from ignis.runtime.stack.http_shapes import (
    ReportedAction,
    ReportedIncident,
    ReportedIncidents,
    ReportedPause,
    ReportedSilence,
)

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LOCAL = f"{AT.astimezone():%d %b %H:%M:%S}"
PAUSE = ReportedPause(until=AT, by="root", at=AT, why="a [new] disk")


def console() -> tuple[Console, io.StringIO]:
    output = io.StringIO()
    return Console(file=output, width=200, soft_wrap=True), output


def incident(number: int, by: str | None = None) -> ReportedIncident:
    return ReportedIncident(
        id=number,
        subject="alert:[bold]Память",
        title="alert [red] fires",
        kind="alert",
        open=True,
        opened_at=AT,
        acknowledged_by=by,
    )


def test_all_that_is_so_is_shown_and_brackets_are_no_markup() -> None:
    screen, output = console()
    silence = ReportedSilence(subject="check:[disk]", until=AT, by="Vulkan", at=AT, why="old")
    show_incidents(
        ReportedIncidents(open=(incident(3, "[b]Vulkan"), incident(4)), recent=(), pause=PAUSE, silences=(silence,)),
        screen,
    )
    text = output.getvalue()
    assert f"maintenance until {LOCAL}: a [new] disk (root); nothing is told" in text
    assert f"silenced until {LOCAL}: check:[disk]: old (Vulkan)" in text
    rows = [" ".join(line.split()) for line in text.splitlines()]
    assert f"3 alert:[bold]Память {LOCAL} alert [red] fires [b]Vulkan" in rows
    assert f"4 alert:[bold]Память {LOCAL} alert [red] fires -" in rows


def test_quiet_hours_are_said() -> None:
    screen, output = console()
    show_incidents(ReportedIncidents(open=(), recent=(), quiet_until=AT), screen)
    assert output.getvalue().startswith(f"quiet hours until {LOCAL}: only what is critical is told")


def test_nothing_is_said_as_well() -> None:
    screen, output = console()
    show_incidents(ReportedIncidents(open=(), recent=()), screen)
    show_actions([], screen)
    assert output.getvalue() == "nothing is wrong\nnobody has done anything yet\n"


def test_the_record_has_the_newest_last() -> None:
    screen, output = console()
    newest = ReportedAction(at=AT, by="root", what="resume")
    older = ReportedAction(
        at=AT, by="Vulkan", discord_id=42, what="silence", subject="check:disk", incident=3, until=AT, why="old"
    )
    show_actions([newest, older], screen)
    assert output.getvalue().splitlines() == [action_line(older), action_line(newest)]
    assert action_line(older) == (f"{LOCAL}  Vulkan (Discord 42): silence check:disk of incident 3, until {LOCAL}: old")
    assert action_line(newest) == f"{LOCAL}  root: resume"
    assert pause_line(PAUSE).startswith(f"maintenance until {LOCAL}: ")
