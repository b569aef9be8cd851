"""What staff does about alerts, in Discord: the answers to `/alerts …` and to the buttons below an alert."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import discord

from ignis.bot.health.incident_words import incident_words
from ignis.bot.replies.access import STAFF, asking_member
from ignis.bot.replies.buttons import ButtonKind
from ignis.bot.replies.layout import AMBER, LEGION_GREEN, fitting, panel, paragraphs, stamp
from ignis.bot.replies.markup import named, plain, short
from ignis.bot.replies.reply import Interaction, Reply, Visibility
from ignis.bot.texts import Texts, Voice
from ignis.runtime.base.spans import parse_span, span_text
from ignis.runtime.stack.alert_buttons import ACKNOWLEDGE, RESTART, SHOW_LOG, SILENCE, SILENCED_FOR
from ignis.runtime.stack.http_shapes import ReportedAction, ReportedIncident, ReportedIncidents
from ignis.runtime.stack.operator_shapes import (
    INCIDENTS_END,
    LONGEST,
    OperatorAnswer,
    Order,
    OrderedBy,
    ReportedLog,
    SilenceOrder,
)
from ignis.services.ports import AlertDesk, AlertDeskError, OrderProblem

SPANS: Final = ("10m", "1h", "8h", "1d", "7d")
"""For how long a silence is suggested to last."""

_NAME: Final = 100  # characters of who ordered it
_SHOWN: Final = 120  # characters of a title or a reason
_SHORTEST_SUBJECT, _SUBJECT = 3, 200  # characters, as the relay takes them
_ACTIONS: Final = 5
_LOG: Final = 1800  # characters; a message holds 2,000
_FENCE: Final = "```"


class AlertsPanel:
    """Staff alone comes here: the door of commands and buttons has asked."""

    def __init__(self, desk: AlertDesk, texts: Texts) -> None:
        self._desk = desk
        self._texts = texts

    def kinds(self) -> tuple[ButtonKind, ...]:
        private = Visibility.PRIVATE
        return (
            ButtonKind(ACKNOWLEDGE, self._pressed_acknowledge, private, carries=1, needs=STAFF),
            ButtonKind(SILENCE, self._pressed_silence, private, carries=1, needs=STAFF),
            ButtonKind(RESTART, self._pressed_restart, private, carries=1, needs=STAFF),
            ButtonKind(SHOW_LOG, self._pressed_log, private, carries=1, needs=STAFF),
        )

    async def show(self, interaction: Interaction) -> Reply:
        say = self._texts.voice(interaction.locale)
        try:
            found = await self._desk.incidents()
        except AlertDeskError:
            return Reply(say("alerts.unreachable"), ephemeral=True)
        lines = [*_standing(found, say), *_done(found.actions[:_ACTIONS], say)]
        colour = AMBER if found.open or found.pause is not None else LEGION_GREEN
        return Reply(view=panel(paragraphs(fitting(lines)), colour=colour), ephemeral=True)

    async def acknowledge(self, interaction: Interaction, number: int, why: str = "") -> Reply:
        say = self._texts.voice(interaction.locale)
        try:
            return _told(await self._desk.acknowledge(number, Order(by=_by(interaction), why=why)), say)
        except (AlertDeskError, OrderProblem) as error:
            return _failed(error, say)

    async def silence(self, interaction: Interaction, what: str, span: str, why: str = "") -> Reply:
        """`what` is a subject, or the number of an incident."""
        say = self._texts.voice(interaction.locale)
        try:
            seconds = parse_span(span)
        except ValueError:
            return Reply(say("alerts.no_span", span=named(span)), ephemeral=True)
        if seconds > LONGEST:
            return Reply(say("alerts.too_long", longest=span_text(LONGEST)), ephemeral=True)
        number = what.strip().removeprefix("#")
        known = number.isascii() and number.isdigit() and len(number) < len(str(INCIDENTS_END))
        incident = int(number) if known else None
        subject = what.strip() if incident is None else None
        if subject is not None and not _SHORTEST_SUBJECT <= len(subject) <= _SUBJECT:
            return Reply(say("alerts.no_subject", subject=named(what)), ephemeral=True)
        order = SilenceOrder(by=_by(interaction), why=why, for_s=seconds, subject=subject, incident=incident)
        try:
            return _told(await self._desk.silence(order), say)
        except OrderProblem:
            return Reply(say("alerts.no_subject", subject=named(what)), ephemeral=True)
        except AlertDeskError as error:
            return _failed(error, say)

    async def unsilence(self, interaction: Interaction, subject: str) -> Reply:
        say = self._texts.voice(interaction.locale)
        if not 1 <= len(subject.strip()) <= _SUBJECT:
            return Reply(say("alerts.no_subject", subject=named(subject)), ephemeral=True)
        try:
            return _told(await self._desk.unsilence(subject.strip(), Order(by=_by(interaction))), say)
        except (AlertDeskError, OrderProblem) as error:
            return _failed(error, say)

    async def test(self, interaction: Interaction) -> Reply:
        say = self._texts.voice(interaction.locale)
        try:
            return _told(await self._desk.test(Order(by=_by(interaction))), say)
        except (AlertDeskError, OrderProblem) as error:
            return _failed(error, say)

    async def open_incidents(self) -> Sequence[ReportedIncident]:
        """For suggestions: empty if the relay does not answer."""
        try:
            return (await self._desk.incidents()).open
        except AlertDeskError:
            return ()

    async def open_titles(self, interaction: Interaction) -> Mapping[int, str]:
        """What is open, by its number and in the reader's language, for suggestions."""
        say = self._texts.voice(interaction.locale)
        return {one.id: incident_words(one, say) for one in await self.open_incidents()}

    async def silenced(self) -> Sequence[str]:
        """The subjects, for suggestions."""
        try:
            return [one.subject for one in (await self._desk.incidents()).silences]
        except AlertDeskError:
            return ()

    async def _pressed_acknowledge(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        say = self._texts.voice(interaction.locale)
        try:
            order = Order(by=_by(interaction), whole_message=True)
            return _told(await self._desk.acknowledge(numbers[0], order), say)
        except (AlertDeskError, OrderProblem) as error:
            return _failed(error, say)

    async def _pressed_silence(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        say = self._texts.voice(interaction.locale)
        if numbers[0] >= INCIDENTS_END:
            return Reply(say("alerts.no_subject", subject=f"\\#{numbers[0]}"), ephemeral=True)
        order = SilenceOrder(by=_by(interaction), for_s=SILENCED_FOR, incident=numbers[0], whole_message=True)
        try:
            return _told(await self._desk.silence(order), say)
        except (AlertDeskError, OrderProblem) as error:
            return _failed(error, say)

    async def _pressed_restart(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        say = self._texts.voice(interaction.locale)
        try:
            return _told(await self._desk.restart(numbers[0], Order(by=_by(interaction))), say)
        except (AlertDeskError, OrderProblem) as error:
            return _failed(error, say)

    async def _pressed_log(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        say = self._texts.voice(interaction.locale)
        try:
            found = await self._desk.log(numbers[0])
        except (AlertDeskError, OrderProblem) as error:
            return _failed(error, say)
        return Reply(_log(found, say), ephemeral=True) if isinstance(found, ReportedLog) else _told(found, say)


def _by(interaction: Interaction) -> OrderedBy:
    member = asking_member(interaction)
    return OrderedBy(name=short(member.display_name, _NAME) or member.name, discord_id=member.id)


def _told(answer: OperatorAnswer, say: Voice) -> Reply:
    """What came of an order, in the reader's language."""
    text = say(
        f"alerts.outcome.{answer.outcome}",
        incident=f"#{answer.incident}" if answer.incident is not None else "",
        subject=named(answer.subject or "", _SUBJECT),
        by=named(answer.by or ""),
        until=stamp(answer.until, "f") if answer.until is not None else "",
        why=plain(short(answer.text, _SHOWN)),
    )
    return Reply(text if answer.recorded else f"{text}\n{say('alerts.unrecorded')}", ephemeral=True)


def _failed(error: Exception, say: Voice) -> Reply:
    if isinstance(error, OrderProblem):
        return Reply(say("alerts.refused", why=plain(short(str(error), _SHOWN))), ephemeral=True)
    return Reply(say("alerts.unreachable"), ephemeral=True)


def _standing(found: ReportedIncidents, say: Voice) -> Iterator[str]:
    yield f"### {say('alerts.title')}"
    if (pause := found.pause) is not None:
        until, by = stamp(pause.until, "f"), named(pause.by)
        yield f"🔧 {say('alerts.maintenance', until=until, why=named(pause.why, _SHOWN), by=by)}"
    if not found.open:
        yield say("alerts.nothing")
    for incident in found.open:
        yield _incident(incident, say)
    for silence in found.silences:
        subject, why = named(silence.subject, _SUBJECT), f" · {named(silence.why, _SHOWN)}" if silence.why else ""
        until = stamp(silence.until, "f")
        yield f"🔕 {say('alerts.silence', subject=subject, until=until, by=named(silence.by))}{why}"


def _incident(incident: ReportedIncident, say: Voice) -> str:
    line = f"🔴 #{incident.id} · {named(incident_words(incident, say), _SHOWN)} · {stamp(incident.opened_at, 'R')}"
    if incident.acknowledged_by is None:
        return line
    return f"{line} · {say('alerts.taken', by=named(incident.acknowledged_by))}"


def _done(actions: Sequence[ReportedAction], say: Voice) -> Iterator[str]:
    """The latest lines of the record; `ignis alerts log` has all of them."""
    if actions:
        yield ""
        yield f"**{say('alerts.done')}**"
    for one in actions:
        what = say(f"alerts.work.{one.what}") if say.knows(f"alerts.work.{one.what}") else named(one.what)
        about = [named(one.subject, _SHOWN)] if one.subject else []
        why = [named(one.why, _SHOWN)] if one.why else []
        yield " · ".join([stamp(one.at, "R"), named(one.by), what, *about, *why])


def _log(found: ReportedLog, say: Voice) -> str:
    """The last lines that fit, in a block that nothing in them can close. They are facts, and stay as they are."""
    if not found.lines:
        return say("alerts.log_empty", program=named(found.program))
    text = discord.utils.escape_mentions("\n".join(found.lines)).replace("`", "'")
    kept = text if len(text) <= _LOG else f"…{text[-_LOG:]}"
    return f"{say('alerts.log', program=named(found.program))}\n{_FENCE}\n{kept}\n{_FENCE}"
