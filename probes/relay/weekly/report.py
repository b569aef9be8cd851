"""The weekly digest as a message. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from probes.relay.incidents.incident import IncidentKind
from probes.relay.message_limits import DESCRIPTION, FIELD_VALUE, cut, length
from probes.relay.notify.message.style import MessageStyle
from probes.relay.notify.message.times import span
from probes.relay.notify.words import Plural
from probes.relay.weekly.week import PastTrouble, Slowness, Week

PICTURE: Final = "week.png"
_COLOUR: Final = 0x2ECC71
_LIST: Final = 850  # units; the line about the rest comes below it
_NAME: Final = 120
_MOST_SEEN: Final = 0.99
_LEAST: Final = 0.001  # seconds
_KINDS: Final = frozenset(IncidentKind)


@dataclass(frozen=True)
class WeeklyWords:
    """`weekdays` are short, from Monday on."""

    title: str
    uptime: str
    unseen: str
    observed: str
    incidents: Plural
    none: str
    further: Plural
    still_open: str
    restarts: str
    slowest: str
    slow: str
    weekdays: tuple[str, ...]
    decimal: str


WEEKLY: Final[Mapping[str, WeeklyWords]] = {
    "en": WeeklyWords(
        title="The last seven days",
        uptime="Ignis was up **{share} %** of the time, from {begin} to {end}.",
        unseen="Nothing was seen from {begin} to {end}: the exporter did not run.",
        observed="Only {share} % of the time was seen; of the rest nothing is known.",
        incidents=Plural("{count} incident", "{count} incidents"),
        none="None was reported.",
        further=Plural("and {count} more", "and {count} more"),
        still_open="still open",
        restarts="Restarts",
        slowest="Slowest checks",
        slow="{name}: {average} on average, {longest} at most",
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        decimal=".",
    ),
    "pt-BR": WeeklyWords(
        title="Os últimos sete dias",
        uptime="O Ignis esteve no ar **{share} %** do tempo, de {begin} a {end}.",
        unseen="Nada foi observado de {begin} a {end}: o exporter não rodou.",
        observed="Só {share} % do tempo foi observado; do resto não se sabe nada.",
        incidents=Plural("{count} incidente", "{count} incidentes"),
        none="Nenhum foi informado.",
        further=Plural("e mais {count}", "e mais {count}"),
        still_open="ainda aberto",
        restarts="Reinícios",
        slowest="Verificações mais lentas",
        slow="{name}: {average} em média, no máximo {longest}",
        weekdays=("seg", "ter", "qua", "qui", "sex", "sáb", "dom"),
        decimal=",",
    ),
}
"""By `alerts.language`."""


def report(week: Week, words: WeeklyWords, style: MessageStyle, *, picture: bool) -> dict[str, Any]:
    """The whole message; with a `picture`, the file `week.png` comes with it."""
    embed: dict[str, Any] = {
        "title": f"📅 {words.title}",
        "description": cut(_summary(week, words), DESCRIPTION),
        "color": _COLOUR,
        "fields": [{"name": name, "value": cut(value, FIELD_VALUE)} for name, value in _fields(week, words, style)],
        "timestamp": week.end.isoformat(),
    }
    if picture:
        embed["image"] = {"url": f"attachment://{PICTURE}"}
    return {"content": "", "embeds": [embed], "allowed_mentions": {"parse": []}}


def _summary(week: Week, words: WeeklyWords) -> str:
    moments = {name: f"<t:{int(moment.timestamp())}:d>" for name, moment in (("begin", week.begin), ("end", week.end))}
    if week.uptime is None:
        return words.unseen.format(**moments)
    lines = [words.uptime.format(share=share(week.uptime, words.decimal), **moments)]
    if week.observed < _MOST_SEEN:
        lines.append(words.observed.format(share=share(week.observed, words.decimal)))
    return "\n".join(lines)


def share(part: float, decimal: str) -> str:
    """A share in percent, never rounded up: 100 means all of the time.

    >>> share(0.999999, "."), share(1.0, "."), share(0.98765, ",")
    ('99.99', '100', '98,76')
    """
    hundredths = int(part * 10_000 + 1e-6)
    return "100" if part >= 1 else f"{hundredths // 100}{decimal}{hundredths % 100:02}"


def _fields(week: Week, words: WeeklyWords, style: MessageStyle) -> list[tuple[str, str]]:
    fields = [(words.incidents.of(len(week.troubles)), _troubles(week.troubles, words, style))]
    if week.restarts:
        named = [f"{style.clean(name, _NAME)}: {count}" for name, count in week.restarts]
        fields.append((words.restarts, "\n".join(_fitting(named, words))))
    if week.slowest:
        fields.append((words.slowest, "\n".join(_slow(one, words, style) for one in week.slowest)))
    return fields


def _troubles(troubles: Sequence[PastTrouble], words: WeeklyWords, style: MessageStyle) -> str:
    """The longest first: they are what the week was like."""
    if not troubles:
        return words.none
    ordered = sorted(troubles, key=lambda one: one.span or timedelta.max, reverse=True)
    lines = [
        f"• <t:{int(one.opened_at.timestamp())}:f> {_title(one, style)}"
        f" ({words.still_open if one.span is None else span(one.span)})"
        for one in ordered
    ]
    return "\n".join(_fitting(lines, words))


def _title(one: PastTrouble, style: MessageStyle) -> str:
    """As the alert was called while it was open; the history has the title that it had at last."""
    if one.kind not in _KINDS:
        return style.clean(one.title, _NAME)
    name = style.clean(one.subject.partition(":")[2], _NAME)
    return style.words.titles[IncidentKind(one.kind)].format(name=name)


def _fitting(lines: Sequence[str], words: WeeklyWords) -> list[str]:
    shown: list[str] = []
    room = _LIST
    for line in lines:
        room -= length(line) + 1
        if room < 0:
            return [*shown, words.further.of(len(lines) - len(shown))]
        shown.append(line)
    return shown


def _slow(one: Slowness, words: WeeklyWords, style: MessageStyle) -> str:
    average, longest = (latency(value, words.decimal) for value in (one.average, one.longest))
    return words.slow.format(name=style.clean(one.check, _NAME), average=average, longest=longest)


def latency(seconds: float, decimal: str) -> str:
    """How long something took, for people.

    >>> latency(0.0004, "."), latency(0.25, "."), latency(2.25, ",")
    ('< 1 ms', '250 ms', '2,25 s')
    """
    if seconds >= 1:
        return f"{seconds:.2f} s".replace(".", decimal)
    return f"{round(seconds * 1000)} ms" if seconds >= _LEAST else "< 1 ms"
