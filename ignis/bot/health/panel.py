"""The card of `/health`: a short form with a picture for everybody, the details for staff alone."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import discord
from discord import ui

from ignis.bot.replies.access import STAFF
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.layout import AMBER, LEGION_GREEN, fitting, panel, paragraphs, row, stamp
from ignis.bot.replies.markup import named
from ignis.bot.replies.pictures import attached, gallery, in_time
from ignis.bot.replies.reply import Interaction, Reply, Visibility
from ignis.bot.texts import Texts, Voice
from ignis.domain.health.overview import (
    CheckView,
    CircuitStatus,
    IncidentView,
    Overview,
    ProgramView,
    RestartHold,
    WorkView,
)
from ignis.domain.health.uptime import StackHistory, Uptime
from ignis.runtime.base.clock import Clock
from ignis.services.health import HealthOverview
from ignis.services.ports import DayPainter

PICTURE: Final = "health.png"
PICTURE_WITHIN: Final = 1.0
"""Seconds from the question on, so that the card is sent directly, within 1.2 s. Other programs have 0.8 of them."""

_DETAILS: Final = "health-details"
_SHOWN: Final = 120  # characters of a text from another program
_INCIDENTS: Final = 5
_MARKS: Final = {"ok": "🟢", "degraded": "🟡", "failing": "🔴", "unknown": "⚪"}
_STATES: Final = {"closed": "🟢", "half_open": "🟡", "open": "🔴"}


class HealthPanel:
    def __init__(self, health: HealthOverview, painter: DayPainter, texts: Texts, clock: Clock) -> None:
        self._health = health
        self._painter = painter
        self._texts = texts
        self._clock = clock

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_DETAILS, self._details, Visibility.PRIVATE, carries=0, needs=STAFF),)

    async def show(self, interaction: Interaction) -> Reply:
        until = asyncio.get_running_loop().time() + PICTURE_WITHIN
        say = self._texts.voice(interaction.locale)
        overview = (await self._health.overview(self._clock.now())).for_members()
        history = overview.history
        painted = self._painter.png(history, _names(history, say)) if history is not None else None
        picture = await in_time(painted, until) if painted is not None else None
        view = short_view(overview, say, pictured=picture is not None)
        return Reply(view=view, files=attached(picture, PICTURE))

    async def _details(self, interaction: Interaction, _: tuple[int, ...]) -> Reply:
        say = self._texts.voice(interaction.locale)
        return Reply(view=full_view(await self._health.overview(self._clock.now()), say), ephemeral=True)


def short_view(overview: Overview, say: Voice, *, pictured: bool = False) -> ui.LayoutView:
    """If `pictured`, send the picture of the last 24 hours with it, as `health.png`."""
    return panel(*_short_items(overview, say, pictured=pictured), colour=_colour(overview))


def _short_items(overview: Overview, say: Voice, *, pictured: bool) -> Iterator[ui.Item[Any]]:
    yield paragraphs([*_title(overview, say), *fitting(_short(overview, say))])
    if pictured and overview.history is not None:
        yield gallery(PICTURE, _alt(overview.history, say))
    yield row(button(_DETAILS, label=say("health.details"), style=discord.ButtonStyle.secondary))


def full_view(overview: Overview, say: Voice) -> ui.LayoutView:
    """What does not fit is left out at the end: every section begins with the worst."""
    lines = [
        *_section("health.programs", _programs(overview, say), say),
        *_section("health.work", _work(overview.work, say), say),
        *_section("health.checks", _checks(overview, say), say),
        *_section("health.circuits", _circuits(overview, say), say),
        *_section("health.incidents", _incidents(overview, say), say),
    ]
    shown = fitting(lines)
    left = len(lines) - len(shown)
    rest = [say("health.left_out", count=left)] if left else []
    return panel(paragraphs([*_title(overview, say), *shown, *rest]), colour=_colour(overview))


def _colour(overview: Overview) -> int:
    return LEGION_GREEN if overview.well else AMBER


def _title(overview: Overview, say: Voice) -> Iterator[str]:
    yield f"### {say('health.well' if overview.well else 'health.unwell')}"
    if overview.history is not None:
        yield _uptimes(overview.history, say)


def _uptimes(history: StackHistory, say: Voice) -> str:
    windows = {"day": history.day, "week": history.week}
    shown = [_uptime(window, one, say) for window, one in windows.items() if _percent(one, say)]
    return " · ".join(shown) or say("health.uptime.young")


def _uptime(window: str, uptime: Uptime | None, say: Voice) -> str:
    sentence = say(f"health.uptime.{window}", percent=_percent(uptime, say))
    if uptime is None or uptime.observed_percent is None:
        return sentence
    return say("health.uptime.observed", told=sentence, percent=uptime.observed_percent)


def _percent(uptime: Uptime | None, say: Voice) -> str:
    """Empty if too little is known."""
    return say.hundredths(uptime.hundredths) if uptime is not None and uptime.hundredths is not None else ""


def _alt(history: StackHistory, say: Voice) -> str:
    """What the picture shows, for readers who cannot see it."""
    names = _names(history, say)
    subjects = [_subject(names[strip.subject], _percent(strip.uptime, say)) for strip in history.strips]
    if history.ping is not None:
        subjects.append(say("health.picture_ping", milliseconds=history.ping))
    return say("health.picture_alt", subjects=", ".join(subjects))


def _names(history: StackHistory, say: Voice) -> Mapping[str, str]:
    """What the reader's language calls the subject of each strip."""
    return {strip.subject: say(f"health.subject.{strip.word}") for strip in history.strips}


def _subject(name: str, percent: str) -> str:
    return f"{name} {percent} %" if percent else name


def _short(overview: Overview, say: Voice) -> list[str]:
    lines = [f"{_MARKS['ok' if one.since else 'failing']} {one.name}" for one in overview.programs]
    shown = [" · ".join(lines)] if lines else []
    shown += [_hold_line(hold, say) for hold in _holds(overview)]
    if overview.diagnosis is None:
        shown.append(say("health.no_exporter"))
    else:
        red = [one for one in overview.diagnosis.checks if one.status in {"failing", "degraded"}]
        shown += [f"{_MARKS[one.status]} {_check_name(one.name, say)}" for one in red] or [say("health.all_checks")]
    shown += [_circuit(one, say) for one in overview.circuits if one.state != "closed"]
    shown += _work(overview.work, say)
    return shown + _still_open(overview, say)


def _work(work: WorkView | None, say: Voice) -> list[str]:
    """Proof that something is done: a green dot alone would be green without it as well."""
    if work is None:
        return []
    figures = {"seen": work.seen, "followed": work.followed, "late": work.late, "lost": work.lost}
    slowest = [] if work.slowest is None else [say("health.slowest", seconds=say.hundredths(round(work.slowest * 100)))]
    members = say("health.members", known=work.known, total=work.total)
    return [" · ".join([say("health.changes", **figures), *slowest, members])]


def _still_open(overview: Overview, say: Voice) -> list[str]:
    """An alert of Prometheus is neither a check nor a circuit: without it the card would be amber for no reason."""
    if overview.incidents is None:
        return [say("health.no_relay")]
    return [_incident(one, say) for one in overview.incidents if one.resolved_at is None][:_INCIDENTS]


def _section(title: str, lines: Sequence[str], say: Voice) -> list[str]:
    return ["", f"**{say(title)}**", *lines] if lines else []


def _programs(overview: Overview, say: Voice) -> list[str]:
    lines = [_program(one, say) for one in sorted(overview.programs, key=lambda one: one.since is not None)]
    lines += [_hold_line(hold, say) for hold in _holds(overview)]
    if overview.restarts is not None:
        lines.append(say("health.restarts", count=overview.restarts))
    return lines


def _program(program: ProgramView, say: Voice) -> str:
    if program.since is None:
        return f"🔴 {program.name} · {say('health.down')}"
    return f"🟢 {program.name} · {say('health.up', since=stamp(program.since, 'R'))}"


def _holds(overview: Overview) -> Sequence[RestartHold]:
    return overview.diagnosis.holds if overview.diagnosis is not None else ()


def _hold_line(hold: RestartHold, say: Voice) -> str:
    return say("health.held", program=named(hold.program), until=stamp(hold.until, "T"))


def _checks(overview: Overview, say: Voice) -> list[str]:
    if overview.diagnosis is None:
        return [say("health.no_exporter")]
    order = ("failing", "degraded", "unknown", "ok")
    worst_first = sorted(overview.diagnosis.checks, key=lambda one: order.index(_known(one.status)))
    well = [_check_name(one.name, say) for one in worst_first if one.status == "ok"]
    return [*(_check(one, say) for one in worst_first if one.status != "ok"), *_together(well)]


def _together(well: Sequence[str]) -> list[str]:
    """All that is well shares one line."""
    return [f"{_MARKS['ok']} {' · '.join(well)}"] if well else []


def _known(status: str) -> str:
    """A newer exporter may send a status that this bot does not know."""
    return status if status in _MARKS else "unknown"


def _check(check: CheckView, say: Voice) -> str:
    since = f" · {say('health.since', since=stamp(check.since, 'R'))}" if check.since else ""
    why = f"{named(check.reason)}: {named(check.detail, _SHOWN)}"
    return f"{_MARKS[_known(check.status)]} {_check_name(check.name, say)} · {why}{since}"


def _circuits(overview: Overview, say: Voice) -> list[str]:
    closed = [named(one.name) for one in overview.circuits if one.state == "closed"]
    return [*(_circuit(one, say) for one in overview.circuits if one.state != "closed"), *_together(closed)]


def _circuit(circuit: CircuitStatus, say: Voice) -> str:
    mark = _STATES.get(circuit.state, _MARKS["unknown"])
    if circuit.until is None:
        return f"{mark} {named(circuit.name)}"
    return f"{mark} {say('health.open', name=named(circuit.name), until=stamp(circuit.until, 'T'))}"


def _incidents(overview: Overview, say: Voice) -> list[str]:
    if overview.incidents is None:
        return [say("health.no_relay")]
    lines = [_incident(one, say) for one in overview.incidents[:_INCIDENTS]]
    return lines or [say("health.no_incidents")]


def _incident(incident: IncidentView, say: Voice) -> str:
    begun, title = stamp(incident.opened_at, "R"), _incident_title(incident, say)
    if incident.resolved_at is None:
        return f"🔴 {title} · {begun}"
    return f"🟢 {title} · {begun} · {say('health.resolved', at=stamp(incident.resolved_at, 'R'))}"


def _check_name(name: str, say: Voice) -> str:
    return say(f"checks.{name}") if say.knows(f"checks.{name}") else named(name)


def _incident_title(incident: IncidentView, say: Voice) -> str:
    """The relay's own words for a kind that only a newer relay knows."""
    ending = _ending(incident)
    if not say.knows(f"incidents.{ending}"):
        return named(incident.title, _SHOWN)
    check = incident.kind == "check"
    return say(f"incidents.{ending}", name=_check_name(incident.name, say) if check else named(incident.name, _SHOWN))


def _ending(incident: IncidentView) -> str:
    if incident.resolution is None:
        return f"open_{incident.kind}"
    if incident.resolution == "cleared":
        return f"cleared_{incident.kind}"
    return "alert_gone" if (incident.kind, incident.resolution) == ("alert", "gone") else f"over_{incident.resolution}"
