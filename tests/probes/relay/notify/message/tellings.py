"""Tellings of every kind with the worst texts there are, from a seed."""

# ruff: noqa: RUF001  letters of many scripts are what it is about

import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from ignis.runtime.telemetry.redact import Redactor
from ops.labels import CIRCUITS
from probes.exporter.schedule.catalogue import checks
from probes.relay.incidents.incident import Acknowledgement, Cause, Incident, IncidentKind, Resolution, Severity
from probes.relay.notices.notice import Notice, NoticeKind, NoticeReason, Telling
from probes.relay.notify.message import Links, MessageStyle
from probes.relay.notify.words import WORDS

SECRET = "canary-s3cret-token"
ROLE = 112233445566778899
MOST = 1000

_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
_BIDI = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f\u061c"
_PIECES = (
    SECRET,
    "\u202e".join(SECRET),
    "\u200b".join(SECRET),
    "\x00".join(SECRET),
    "@everyone",
    "<@112233445566778899>",
    "<@&112233445566778899>",
    "<#1>",
    "</x:1>",
    "<t:0:R>",
    "<:x:1>",
    "[click](https://evil.example)",
    "https://evil.example/a",
    "discord.gg/evil",
    "```",
    "`",
    "**",
    "__",
    "~~",
    "||",
    "\\",
    "> ",
    "# ",
    "- ",
    "1. ",
    "\x00",
    "\ud800",
    "\udfff",
    "\n\n",
    "\r",
    "\u2028",
    "\t",
    "Память",
    "Memória",
    "זיכרון",
    "ذاكرة",
    "حافظه\u200cها",
    "記憶",
    "👩\u200d🚀",
    "😀" * 40,
    "Z" + "\u0301\u0316" * 60,
    *_BIDI,
    "{name}",
    "{",
    "%s",
    " ",
    "",
)
_NAMES = ("bot", "relay", "exporter", "Slow:bot", *(one.name for one in checks()), *CIRCUITS)


def tellings(seed: int, count: int) -> Iterator[tuple[Telling, MessageStyle]]:
    dice = Random(seed)
    for number in range(count):
        yield telling(dice, number), style(dice)


def style(dice: Random) -> MessageStyle:
    redact = Redactor()
    redact.add(SECRET)
    base = "https://status.example.org"
    links = Links.of(*(base if dice.random() < 0.5 else None for _ in range(3)))
    return MessageStyle(WORDS[dice.choice([*WORDS])], links, ROLE if dice.random() < 0.5 else None, redact)


def telling(dice: Random, number: int) -> Telling:
    size = dice.choice((1, 1, 1, 2, 5, 30, MOST)) if number % 100 == 0 else dice.choice((1, 1, 1, 2, 3, 12))
    incidents = tuple(incident(dice, number + place) for place in range(size))
    symptoms = tuple(incident(dice, number + size + place) for place in range(dice.choice((0, 0, 1, 7))))
    notice = Notice(
        number,
        dice.choice([*NoticeKind]),
        tuple(one.number for one in incidents),
        moment(dice),
        held_back=tuple(one.number for one in symptoms),
        reason=dice.choice([*NoticeReason]),
        mention=dice.random() < 0.5,
        final=dice.random() < 0.3,
        continued_in=7 if dice.random() < 0.1 else None,
        silenced_until=moment(dice) if dice.random() < 0.2 else None,
    )
    return Telling(notice, incidents, symptoms)


def incident(dice: Random, number: int) -> Incident:
    name = dice.choice(_NAMES) if dice.random() < 0.5 else text(dice)
    begin = moment(dice)
    over = dice.random() < 0.4
    return Incident(
        number,
        f"{dice.choice(('process', 'check', 'alert'))}:{name}",
        name,
        dice.choice([*IncidentKind]),
        begin,
        deaths=dice.choice((0, 1, 2, 10**9)),
        causes=tuple(Cause(moment(dice), text(dice)) for _ in range(dice.randrange(6))),
        tried=tuple(text(dice) for _ in range(dice.randrange(9))),
        last_words=text(dice) if dice.random() < 0.5 else None,
        resolved_at=begin + timedelta(seconds=dice.uniform(-100, 10**7)) if over else None,
        resolution=dice.choice([*Resolution]) if over else None,
        until=moment(dice) if dice.random() < 0.3 else None,
        severity=dice.choice([None, *Severity]),
        shown=text(dice) if dice.random() < 0.3 else "",
        edges=tuple(moment(dice) for _ in range(dice.randrange(3))),
        reopened=dice.choice((0, 0, 1, 5)),
        acknowledged=Acknowledgement(text(dice), moment(dice)) if dice.random() < 0.2 else None,
    )


def moment(dice: Random) -> datetime:
    return _BEGIN + timedelta(seconds=dice.randrange(3_000_000_000))


def text(dice: Random) -> str:
    """From nothing at all to ten thousand characters."""
    made = "".join(dice.choice(_PIECES) if dice.random() < 0.6 else _word(dice) for _ in range(dice.randrange(8)))
    return made * (40 if dice.random() < 0.05 else 1)


def _word(dice: Random) -> str:
    alphabet = dice.choice((string.printable, [chr(dice.randrange(0x110000)) for _ in range(5)]))
    return "".join(dice.choice(alphabet) for _ in range(dice.randrange(12)))
