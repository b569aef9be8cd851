"""How everything is, on one card: a short form for everybody, all of it for staff alone."""

from collections.abc import Sequence
from typing import Final

import discord
from discord import ui

from ignis.bot.access import Access
from ignis.bot.buttons import Kind, button
from ignis.bot.markup import named
from ignis.bot.panels.layout import AMBER, LEGION_GREEN, fitting, panel, paragraphs, row, stamp
from ignis.bot.reply import Answer, Interaction, Where
from ignis.bot.texts import Texts, Voice
from ignis.domain.health import Check, Circuit, Hold, Incident, Overview, Program
from ignis.runtime.clock import Clock
from ignis.services.health import Health

_DETAILS: Final = "health-details"
_SHOWN: Final = 120  # characters of what others have worded
_INCIDENTS: Final = 5
_MARKS: Final = {"ok": "🟢", "degraded": "🟡", "failing": "🔴", "unknown": "⚪"}
_STATES: Final = {"closed": "🟢", "half_open": "🟡", "open": "🔴"}


class HealthPanel:
    def __init__(self, health: Health, access: Access, texts: Texts, clock: Clock) -> None:
        self._health = health
        self._access = access
        self._texts = texts
        self._clock = clock

    def kinds(self) -> tuple[Kind, ...]:
        return (Kind(_DETAILS, self._details, Where.PRIVATE),)

    async def show(self, interaction: Interaction) -> Answer:
        say = self._texts.voice(interaction.locale)
        return Answer(view=short_view(await self._health.overview(self._clock.now()), say))

    async def _details(self, interaction: Interaction, _: tuple[int, ...]) -> Answer:
        """Raises Refused."""
        self._access.staff(interaction)
        say = self._texts.voice(interaction.locale)
        return Answer(view=full_view(await self._health.overview(self._clock.now()), say), ephemeral=True)


def short_view(overview: Overview, say: Voice) -> ui.LayoutView:
    text = paragraphs([_title(overview, say), *fitting(_short(overview, say))])
    style = discord.ButtonStyle.secondary
    return panel(text, row(button(_DETAILS, label=say("health.details"), style=style)), colour=_colour(overview))


def full_view(overview: Overview, say: Voice) -> ui.LayoutView:
    """What does not fit is left out from the end: the worst stands first in every section."""
    lines = [
        *_section("health.programs", _programs(overview, say), say),
        *_section("health.checks", _checks(overview, say), say),
        *_section("health.circuits", _circuits(overview, say), say),
        *_section("health.incidents", _incidents(overview, say), say),
    ]
    shown = fitting(lines)
    left = len(lines) - len(shown)
    rest = [say("health.left_out", count=left)] if left else []
    return panel(paragraphs([_title(overview, say), *shown, *rest]), colour=_colour(overview))


def _colour(overview: Overview) -> int:
    return LEGION_GREEN if overview.well else AMBER


def _title(overview: Overview, say: Voice) -> str:
    return f"### {say('health.well' if overview.well else 'health.unwell')}"


def _short(overview: Overview, say: Voice) -> list[str]:
    lines = [f"{_MARKS['ok' if one.since else 'failing']} {one.name}" for one in overview.programs]
    told = [" · ".join(lines)] if lines else []
    told += [_held(hold, say) for hold in _holds(overview)]
    if overview.diagnosis is None:
        told.append(say("health.no_exporter"))
    else:
        red = [one for one in overview.diagnosis.checks if one.status in {"failing", "degraded"}]
        told += [f"{_MARKS[one.status]} {named(one.name)}" for one in red] or [say("health.all_checks")]
    told += [_circuit(one, say) for one in overview.circuits if one.state != "closed"]
    return told


def _section(title: str, lines: Sequence[str], say: Voice) -> list[str]:
    return ["", f"**{say(title)}**", *lines] if lines else []


def _programs(overview: Overview, say: Voice) -> list[str]:
    lines = [_program(one, say) for one in sorted(overview.programs, key=lambda one: one.since is not None)]
    lines += [_held(hold, say) for hold in _holds(overview)]
    if overview.restarts is not None:
        lines.append(say("health.restarts", count=overview.restarts))
    return lines


def _program(program: Program, say: Voice) -> str:
    if program.since is None:
        return f"🔴 {program.name} · {say('health.down')}"
    return f"🟢 {program.name} · {say('health.up', since=stamp(program.since, 'R'))}"


def _holds(overview: Overview) -> Sequence[Hold]:
    return overview.diagnosis.holds if overview.diagnosis is not None else ()


def _held(hold: Hold, say: Voice) -> str:
    return say("health.held", program=named(hold.program), until=stamp(hold.until, "T"))


def _checks(overview: Overview, say: Voice) -> list[str]:
    if overview.diagnosis is None:
        return [say("health.no_exporter")]
    order = ("failing", "degraded", "unknown", "ok")
    worst_first = sorted(overview.diagnosis.checks, key=lambda one: order.index(_known(one.status)))
    well = [named(one.name) for one in worst_first if one.status == "ok"]
    return [*(_check(one, say) for one in worst_first if one.status != "ok"), *_together(well)]


def _together(well: Sequence[str]) -> list[str]:
    """What is well needs no line of its own."""
    return [f"{_MARKS['ok']} {' · '.join(well)}"] if well else []


def _known(status: str) -> str:
    """A newer exporter may have words of its own."""
    return status if status in _MARKS else "unknown"


def _check(check: Check, say: Voice) -> str:
    since = f" · {say('health.since', since=stamp(check.since, 'R'))}" if check.since else ""
    why = f"{named(check.reason)}: {named(check.detail, _SHOWN)}"
    return f"{_MARKS[_known(check.status)]} {named(check.name)} · {why}{since}"


def _circuits(overview: Overview, say: Voice) -> list[str]:
    closed = [named(one.name) for one in overview.circuits if one.state == "closed"]
    return [*(_circuit(one, say) for one in overview.circuits if one.state != "closed"), *_together(closed)]


def _circuit(circuit: Circuit, say: Voice) -> str:
    mark = _STATES.get(circuit.state, _MARKS["unknown"])
    if circuit.until is None:
        return f"{mark} {named(circuit.name)}"
    return f"{mark} {say('health.open', name=named(circuit.name), until=stamp(circuit.until, 'T'))}"


def _incidents(overview: Overview, say: Voice) -> list[str]:
    if overview.incidents is None:
        return [say("health.no_relay")]
    lines = [_incident(one, say) for one in overview.incidents[:_INCIDENTS]]
    return lines or [say("health.no_incidents")]


def _incident(incident: Incident, say: Voice) -> str:
    begun, title = stamp(incident.opened_at, "R"), named(incident.title, _SHOWN)
    if incident.resolved_at is None:
        return f"🔴 {title} · {begun}"
    return f"🟢 {title} · {begun} · {say('health.resolved', at=stamp(incident.resolved_at, 'R'))}"
