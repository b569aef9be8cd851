"""A notice as plain text, for receivers that show no more. Pure; the words are those of the alert channel."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from probes.relay.incidents.incident import Incident, Severity
from probes.relay.incidents.severity import badness, severity_of
from probes.relay.message_limits import cut, tidy
from probes.relay.notices.notice import NoticeKind, Telling
from probes.relay.notify.message.links import remedy
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.message.times import span
from probes.relay.notify.message.titles import head, title
from probes.relay.notify.words.commands import copied
from probes.relay.notify.words.facts import in_words
from probes.relay.notify.words.topics import meaning_topic, remedy_topic
from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.receiver import PlainMessage

_SUBJECT: Final = 200
_TEXT: Final = 6000
_CAUSE: Final = 400
_LOG: Final = 1000
_LISTED: Final = 20


def message_of(telling: Telling, event: MessageEvent, style: MessageStyle, at: datetime) -> PlainMessage:
    """One notice. `at` is now: the time of the message, not of the problem."""
    number = telling.notice.number
    thread = _key(telling, telling.notice.follows or number)
    return PlainMessage(
        event=event,
        severity=worst(telling),
        subject=cut(headline(telling, style), _SUBJECT),
        text=cut(style.redact("\n".join(_paragraphs(telling, event, style))), _TEXT),
        at=at,
        key=f"{_key(telling, number)}-{event}",
        thread=f"{thread}-{MessageEvent.OPENED}",
        incidents=telling.incidents,
    )


def several(tellings: Sequence[tuple[Telling, MessageEvent]], style: MessageStyle, at: datetime) -> PlainMessage:
    """Several at once, a line each: a flood is no help to anybody."""
    still_open = [one for one, event in tellings if event is not MessageEvent.OVER]
    shown = sorted(tellings, key=_over_last)
    lines = [f"- {headline(one, style)} ({_begin(one, style)})" for one, _ in shown[:_LISTED]]
    if len(tellings) > _LISTED:
        lines.append(f"… +{len(tellings) - _LISTED}")
    if (page := style.links.incidents()) is not None:
        lines += ["", f"{style.words.status_page}: {page}"]
    first = next(iter(still_open), tellings[0][0])
    subject = style.words.and_more.format(title=headline(first, style), count=len(tellings) - 1)
    key = f"{_key(first, first.notice.number)}-{MessageEvent.SEVERAL}-{int(at.timestamp())}"
    return PlainMessage(
        event=MessageEvent.SEVERAL,
        severity=max((worst(one) for one in still_open), key=badness, default=Severity.INFO),
        subject=cut(subject, _SUBJECT),
        text=cut(style.redact("\n".join(lines)), _TEXT),
        at=at,
        key=key,
        thread=key,
        incidents=tuple(incident for one, _ in tellings for incident in one.incidents),
    )


def test_message(by: str, at: datetime) -> PlainMessage:
    """By which operators try the road. `by` is a name for people."""
    key = f"ignis-test-{int(at.timestamp() * 1000)}"
    text = f"A test by {tidy(by)}. Nothing is wrong."
    return PlainMessage(MessageEvent.TEST, Severity.INFO, "Ignis: a test", text, at, key, key)


def worst(telling: Telling) -> Severity:
    """The worst of what is still open; of all if it is over."""
    incidents = (*telling.incidents, *telling.held_back)
    return max((severity_of(one) for one in [one for one in incidents if one.open] or incidents), key=badness)


def headline(telling: Telling, style: MessageStyle) -> str:
    """The whole message in one line."""
    words, first = style.words, head(telling.incidents)
    if telling.notice.kind is NoticeKind.FLAPPING:
        text = (words.calm if telling.notice.final else words.flapping).format(name=tidy(first.name))
    else:
        text = title(first, words)
        if first.reopened and first.open:
            text = words.again.format(title=text)
        if more := len(telling.incidents) - 1:
            text = words.and_more.format(title=text, count=more)
    return style.redact(" ".join(text.split()))


def _paragraphs(telling: Telling, event: MessageEvent, style: MessageStyle) -> list[str]:
    words, first = style.words, head(telling.incidents)
    lines = [words.escalated.replace("**", "")] if event is MessageEvent.ESCALATED else []
    if first.open:
        lines.append(words.means[meaning_topic(first, words.means)].replace("**", ""))
    lines.append(_begin(telling, style))
    lines += [f"- {_moment(one.at)}: {_line(in_words(one.text, words.facts), style)}" for one in first.causes]
    if first.tried:
        lines += ["", f"{words.done if first.open else words.did}:"]
        lines += [f"- {_line(in_words(one, words.facts), style)}" for one in first.tried]
    others = [one for one in (*telling.incidents, *telling.held_back) if one is not first]
    if others:
        lines += ["", f"{words.others}:", *(f"- {title(one, words)}" for one in others[:_LISTED])]
        lines += [f"… +{len(others) - _LISTED}"] if len(others) > _LISTED else []
    if first.open:
        lines += _advice(first, style)
    if first.last_words and first.open:
        lines += ["", f"{words.last_words}:", cut(style.redact(tidy(first.last_words)), _LOG)]
    return [*lines, "", words.incident.format(number=first.number, subject=tidy(first.subject))]


def _advice(first: Incident, style: MessageStyle) -> list[str]:
    words, found = style.words, remedy(first)
    page = found.page if style.links.docs is None else f"{style.links.docs}/{found.page}"
    lines = ["", f"{words.can_do}: {words.to_do[remedy_topic(first, words.to_do)].replace('**', '')}"]
    lines += [f"    {command}" for command in copied(found.commands, first.subject_name)]
    lines.append(words.more_about.format(pages=page))
    if (status_page := style.links.incidents()) is not None:
        lines.append(f"{words.status_page}: {status_page}")
    return lines


def _begin(telling: Telling, style: MessageStyle) -> str:
    """Since when, or from when to when."""
    words = style.words
    first = head(telling.incidents)
    if first.resolved_at is None:
        began = first.began
        return words.since.format(at=_moment(began), when=f"{began.astimezone(UTC):%Y-%m-%d}")
    lasted = words.lasted.format(
        span=span(first.duration or timedelta()),
        begin=_moment(first.opened_at),
        end=f"{_moment(first.resolved_at)}, {first.resolved_at.astimezone(UTC):%Y-%m-%d}",
    )
    return lasted.replace("**", "")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M:%S} UTC"


def _line(text: str, style: MessageStyle) -> str:
    """Secrets go first: of one that is cut off in its middle a part would stay."""
    return cut(style.redact(" ".join(tidy(text).split())), _CAUSE)


def _key(telling: Telling, number: int) -> str:
    """Also after relay.db began again with number 1, no two notices have the same."""
    return f"ignis-{number}-{int(head(telling.incidents).opened_at.timestamp())}"


def _over_last(entry: tuple[Telling, MessageEvent]) -> bool:
    return entry[1] is MessageEvent.OVER
