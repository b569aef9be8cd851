"""How the command line shows incidents, silences, maintenance, and the record of who did what."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ignis.runtime.stack.http_shapes import (
    ReportedAction,
    ReportedIncident,
    ReportedIncidents,
    ReportedPause,
    ReportedSilence,
)


def show_incidents(found: ReportedIncidents, console: Console) -> None:
    if found.pause is not None:
        console.print(pause_line(found.pause), style="bold yellow", markup=False, highlight=False)
    if found.quiet_until is not None:
        console.print(quiet_line(found.quiet_until), style="yellow", markup=False, highlight=False)
    if found.open:
        console.print(_incidents(found.open), highlight=False)
    else:
        console.print("nothing is wrong", style="green")
    for one in found.silences:
        console.print(_silence(one), markup=False, highlight=False)


def show_actions(actions: Iterable[ReportedAction], console: Console) -> None:
    """The newest last, where the eye is."""
    newest_last = list(actions)[::-1]
    if not newest_last:
        console.print("nobody has done anything yet")
    for one in newest_last:
        console.print(action_line(one), markup=False, highlight=False)


def pause_line(pause: ReportedPause) -> str:
    return f"maintenance until {_local(pause.until)}: {pause.why} ({pause.by}); nothing is told"


def quiet_line(until: datetime) -> str:
    return f"quiet hours until {_local(until)}: only what is critical is told, the rest after them"


def action_line(action: ReportedAction) -> str:
    """For example `02 Jan 12:30:00  Vulkan (Discord 42): silence check:disk, until 02 Jan 13:30:00: a new disk`."""
    who = action.by if action.discord_id is None else f"{action.by} (Discord {action.discord_id})"
    number = f" of incident {action.incident}" if action.incident is not None else ""
    about = f" {action.subject}{number}" if action.subject else number
    until = f", until {_local(action.until)}" if action.until is not None else ""
    why = f": {action.why}" if action.why else ""
    return f"{_local(action.at)}  {who}: {action.what}{about}{until}{why}"


def _incidents(still_open: Sequence[ReportedIncident]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("number", "subject", "since", "what", "acknowledged by"):
        table.add_column(heading)
    for one in still_open:
        by = one.acknowledged_by or "-"
        table.add_row(str(one.id), escape(one.subject), _local(one.opened_at), escape(one.title), escape(by))
    return table


def _silence(silence: ReportedSilence) -> str:
    why = f": {silence.why}" if silence.why else ""
    return f"silenced until {_local(silence.until)}: {silence.subject}{why} ({silence.by})"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%d %b %H:%M:%S}"
