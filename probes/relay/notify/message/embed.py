"""The full message: one embed. Pure. Someone reads it on a phone at night, so what it means comes first."""

from datetime import timedelta
from typing import Any, Final

from probes.relay.incidents.incident import Incident
from probes.relay.incidents.outage import OUTAGES
from probes.relay.incidents.recurrence import FLAPPING_WITHIN
from probes.relay.message_limits import FIELD_VALUE, FOOTER, TITLE, clip, cut
from probes.relay.notices.notice import NoticeKind, NoticeReason, Telling
from probes.relay.notify.message.links import remedy
from probes.relay.notify.message.looks import look
from probes.relay.notify.message.several import held_back, listed
from probes.relay.notify.message.steps import steps
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.message.times import exactly, span, when
from probes.relay.notify.message.titles import head, headline
from probes.relay.notify.words.commands import copied
from probes.relay.notify.words.facts import in_words
from probes.relay.notify.words.topics import OF_PROCESSES, meaning_topic, remedy_topic

# The parts add up to less than the 6000 units of a whole embed, with the names of the fields.
_DESCRIPTION: Final = 2000
_CAUSES: Final = 800
_CAUSE: Final = 380
_STEPS: Final = 600
_LOG: Final = 700
_FOOTER: Final = 200
_BY: Final = 80


def embed(telling: Telling, style: MessageStyle) -> dict[str, Any]:
    first = head(telling.incidents)
    return {
        "title": cut(headline(telling, style), TITLE),
        "description": cut("\n".join(_description(telling, first, style)), _DESCRIPTION),
        "color": look(telling).colour,
        "fields": _fields(telling, first, style),
        "footer": {"text": clip(footer(first, style), min(FOOTER, _FOOTER))},
        "timestamp": (first.resolved_at or first.opened_at).isoformat(),
    }


def footer(incident: Incident, style: MessageStyle) -> str:
    return style.words.incident.format(number=incident.number, subject=style.footnote(incident.subject, 100))


def _description(telling: Telling, first: Incident, style: MessageStyle) -> list[str]:
    """What people have said of it, what it means for people, since when or for how long, and what happened."""
    words = style.words
    if telling.notice.continued_in is not None:
        return [words.continued]
    lines = _remarks(telling, first, style)
    if first.open:
        lines.append(f"**{words.means[meaning_topic(first, words.means)]}**")
        lines.append(" ".join(_since(telling, first, style)))
    else:
        lines.append(_lasted(first, style))
        if telling.notice.kind is NoticeKind.FLAPPING and not telling.notice.final:
            lines.append(words.not_calm)
        if first.kind in OUTAGES:
            lines.append(words.means[meaning_topic(first, words.means)])
        if len(telling.incidents) > 1:
            lines.append(_all_over(len(telling.incidents), style))
    over = sum(not one.open for one in telling.incidents)
    if over and first.open:
        lines.append(words.of_them_over.of(over, total=len(telling.incidents)))
    if telling.held_back:
        lines.append(held_back(telling.held_back, style, root_open=first.open))
    return [*lines, *_causes(first, style)]


def _all_over(count: int, style: MessageStyle) -> str:
    return style.words.both_over if count == 2 else style.words.all_over.format(count=count)  # noqa: PLR2004  both


def _remarks(telling: Telling, first: Incident, style: MessageStyle) -> list[str]:
    words, notice, lines = style.words, telling.notice, list[str]()
    if not first.open:
        return lines
    if notice.reason is NoticeReason.ESCALATED:
        lines.append(words.escalated)
    if notice.reason is NoticeReason.OUTLIVED:
        lines.append(words.outlived)
    if notice.silenced_until is not None:
        lines.append(words.silenced.format(at=exactly(notice.silenced_until), when=when(notice.silenced_until)))
    if first.acknowledged is not None:
        name = style.clean(first.acknowledged.by, _BY)
        lines.append(words.acknowledged.format(name=name, when=when(first.acknowledged.at)))
    return lines


def _since(telling: Telling, first: Incident, style: MessageStyle) -> list[str]:
    words = style.words
    began = first.began
    parts = [words.since.format(at=exactly(began), when=when(began))]
    if telling.notice.kind is NoticeKind.FLAPPING:
        lately = [one for one in first.edges if abs(first.edges[-1] - one) <= FLAPPING_WITHIN]
        parts.append(words.flapped.of(len(lately)))
    elif first.reopened:
        parts.append(words.nth_time.of(first.reopened + 1))
    elif first.deaths > 1:
        parts.append(words.deaths.of(first.deaths))
    return parts


def _lasted(first: Incident, style: MessageStyle) -> str:
    """How long the one of the title lasted: the sum, if it came and went. The others have lines of their own."""
    words = style.words
    begin, end = first.opened_at, first.resolved_at or first.opened_at
    lasted = span(first.duration or timedelta())
    if first.reopened:
        return words.in_all.format(count=first.reopened + 1, begin=exactly(begin), end=exactly(end), span=lasted)
    restarts = f" {words.restarts.of(first.deaths)}" if first.deaths and first.kind in OF_PROCESSES else ""
    return words.lasted.format(span=lasted, begin=exactly(begin), end=exactly(end)) + restarts


def _fields(telling: Telling, first: Incident, style: MessageStyle) -> list[dict[str, Any]]:
    """Those that have something to say."""
    words = style.words
    if telling.notice.continued_in is not None:
        return []
    others = [one for one in telling.incidents if one is not first]
    parts = [
        (words.done if first.open else words.did, cut("\n".join(steps(first, style)), _STEPS)),
        (words.others, listed(others, style) if others else ""),
        (words.can_do, _to_do(telling, first, style) if first.open or first.kind in OUTAGES else ""),
        (words.last_words, style.quoted(first.last_words or "", _LOG)),
    ]
    return [{"name": name, "value": cut(value, FIELD_VALUE)} for name, value in parts if value.strip("-")]


def _causes(first: Incident, style: MessageStyle) -> list[str]:
    """What happened. The newest are the ones to read, if not all of them fit."""
    facts = style.words.facts
    lines = [f"• {exactly(one.at)} {style.clean(in_words(one.text, facts), _CAUSE)}" for one in first.causes]
    while len(lines) > 1 and sum(map(len, lines)) > _CAUSES:
        lines.pop(0)
    return lines


def _to_do(telling: Telling, first: Incident, style: MessageStyle) -> str:
    words, found = style.words, remedy(first)
    commands = copied(found.commands, style.redact(first.subject_name))
    block = "```\n" + "\n".join(commands) + "\n```" if commands else ""
    sentence = words.to_do[remedy_topic(first, words.to_do)]
    return "\n".join(part for part in (sentence, block, _more(telling, first, style)) if part)


def _more(telling: Telling, first: Incident, style: MessageStyle) -> str:
    """Where to read on."""
    words, links, found = style.words, style.links, remedy(first)
    pages = [links.page(found.page)]
    if (status_page := links.incidents()) is not None:
        pages.append(f"[{words.status_page}]({status_page})")
    until = first.resolved_at if telling.notice.final else None
    if (panel := links.panel(found.panel, first.opened_at, until)) is not None:
        pages.append(f"[{words.grafana}]({panel})")
    return words.more_about.format(pages=" · ".join(pages))
