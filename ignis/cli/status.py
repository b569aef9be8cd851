"""`ignis status`: what runs, since when, where, whether it is ready, and what the checks find wrong."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ignis.cli.alerts.shown import pause_line, quiet_line
from ignis.cli.called import as_called
from ignis.cli.errors import NOT_RUNNING
from ignis.cli.stack import HomeOption, Readiness, Stack, ask, red_checks, reported_incidents, stack_at
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http_shapes import ReportedIncidents
from probes.companions import COMPANIONS
from probes.restarts.control import ProgramState
from probes.restarts.holds import GateHold, holds as gate_holds

_ENDPOINTS = ("sandbox", "ui", "bot", "exporter", "relay")  # and the companions that were asked for


@dataclass(frozen=True)
class Snapshot:
    """The stack at one moment."""

    programs: dict[str, ProgramState]
    answers: dict[str, Readiness]
    urls: dict[str, str | None]
    holds: dict[str, GateHold]
    red: dict[str, str]
    """The details of the red checks, by name."""
    home: Path
    alerts: ReportedIncidents | None = None
    """None: the relay does not answer."""

    @property
    def ready(self) -> bool:
        return bool(self.answers) and all(answer.ready for answer in self.answers.values())

    @property
    def late_companions(self) -> dict[str, str] | None:
        """Why companions are not ready, by name, if all else is. None if a program of Ignis itself is not ready."""
        waiting = {name: answer.reason for name, answer in self.answers.items() if not answer.ready}
        return waiting if self.answers and waiting.keys() <= set(COMPANIONS) else None


def snapshot(stack: Stack, programs: tuple[ProgramState, ...]) -> Snapshot:
    published = endpoints.read(stack.home)
    holds = gate_holds(stack.home.restarts)
    names = [*_ENDPOINTS, *(one.name for one in programs if one.name in COMPANIONS)]
    return Snapshot(
        programs={one.name: one for one in programs},
        answers={one.name: ask(published, one) for one in programs},
        urls={name: published[name].url if programs and name in published else None for name in names},
        holds={one.name: holds[one.name] for one in programs if one.name in holds},
        red=red_checks(published) if programs else {},
        home=stack.home.root,
        alerts=reported_incidents(published) if programs else None,
    )


def status(
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002  typer's form
) -> None:
    """Show what runs and whether it is ready. Exits 3 when nothing runs."""
    stack = stack_at(home)
    programs = stack.running()
    seen = snapshot(stack, programs or ())
    if as_json:
        print(json.dumps(to_json(seen), indent=1))  # noqa: T201  this is the command line
    elif programs is None:
        print(as_called(f"Nothing runs in {stack.home.root}. Start it with `ignis up`."))  # noqa: T201
    else:
        show(seen, Console())
    if programs is None:
        raise typer.Exit(NOT_RUNNING)


def to_json(seen: Snapshot) -> dict[str, Any]:
    alerts = seen.alerts.to_json() if seen.alerts is not None else {}
    return {
        "ready": seen.ready,
        "home": str(seen.home),
        "programs": {
            name: {
                "state": program.state,
                "pid": program.pid,
                "since": program.since.isoformat() if program.since else None,
                "ready": seen.answers[name].ready,
                "reason": seen.answers[name].reason,
                "next_start": seen.holds[name].until.isoformat() if name in seen.holds else None,
            }
            for name, program in seen.programs.items()
        },
        "red_checks": seen.red,
        "maintenance": alerts.get("pause"),
        "quiet_until": alerts.get("quiet_until"),
        "endpoints": seen.urls,
    }


def show(seen: Snapshot, console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("program", "state", "pid", "since", ""):
        table.add_column(heading)
    for name, program in seen.programs.items():
        answer = seen.answers[name]
        table.add_row(
            name,
            f"[green]{program.state}[/]" if answer.ready else f"[yellow]{program.state}[/]",
            str(program.pid or "-"),
            f"{program.since.astimezone():%d %b %H:%M:%S}" if program.since else "-",
            _note(answer, seen.holds.get(name)),
        )
    console.print(table)
    if seen.alerts is not None and seen.alerts.pause is not None:
        line = pause_line(seen.alerts.pause)
        console.print(f"\n{line}", style="bold yellow", markup=False, highlight=False, soft_wrap=True)
    if seen.alerts is not None and seen.alerts.quiet_until is not None:
        line = quiet_line(seen.alerts.quiet_until)
        console.print(f"\n{line}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    console.print("\nready" if seen.ready else "\nnot ready", style="bold green" if seen.ready else "bold yellow")
    for name, detail in seen.red.items():
        console.print(
            f"check {name} is red: {as_called(detail)}", style="red", markup=False, highlight=False, soft_wrap=True
        )
    show_addresses(seen, console)


def show_addresses(seen: Snapshot, console: Console) -> None:
    names = {
        "ui": "open this page",
        "sandbox": "sandbox",
        "bot": "bot",
        "exporter": "status page",
        "relay": "relay",
        "prometheus": "prometheus",
        "grafana": "dashboards",
    }
    for name, label in names.items():
        if seen.urls.get(name):
            console.print(f"  {label:<15}{seen.urls[name]}", highlight=False, soft_wrap=True)
    console.print(f"  {'state folder':<15}{seen.home}", markup=False, highlight=False, soft_wrap=True)


def _note(answer: Readiness, hold: GateHold | None) -> str:
    if hold:
        return f"held: {hold.words}, next start at {hold.until.astimezone():%H:%M:%S}"
    return "ready" if answer.ready else answer.reason
