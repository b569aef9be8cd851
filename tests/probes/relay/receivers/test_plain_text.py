"""A notice as plain text: what it means, what to do, since when; short, on its lines, and without a secret."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.telemetry.redact import Redactor
from probes.relay.incidents.incident import Cause, IncidentKind, Severity
from probes.relay.message_limits import length
from probes.relay.notices.notice import Telling
from probes.relay.notify.message import Links, MessageStyle
from probes.relay.notify.words import PORTUGUESE, WORDS
from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.plain_text import headline, message_of, several, test_message as trial
from tests.probes.relay.receivers.tellings import escalated, telling
from tests.probes.relay.rig import T0, incident, telling_of

REDACT = Redactor()
REDACT.add("canary-secret")
STYLE = MessageStyle(links=Links.of("https://status.example.org", None, "https://docs.example.org"), redact=REDACT)


def crash() -> Telling:
    one = incident().step("started again (pid 2)")
    return telling_of(replace(one, last_words="RuntimeError: canary-secret"))


def test_a_beginning_says_what_it_means_and_what_to_do() -> None:
    made = message_of(crash(), MessageEvent.OPENED, STYLE, T0)
    assert (made.subject, made.severity) == ("bot crashed", Severity.CRITICAL)
    lines = made.text.splitlines()
    assert "Since 03:04:05 UTC (2026-01-02)." in lines
    assert "- 03:04:05 UTC: killed by SIGKILL" in lines
    assert "- started again (pid 2)" in lines
    assert any(line.startswith("What you can do: ") for line in lines)
    assert "    ignis logs bot" in lines
    assert "status page: https://status.example.org/#incidents" in lines
    assert any("https://docs.example.org/docs/" in line for line in lines)
    assert "RuntimeError: [redacted]" in lines
    assert lines[-1] == "incident 1 · process:bot"
    assert "**" not in made.text
    assert "<t:" not in made.text


def test_an_end_says_how_long_it_lasted_and_advises_nothing() -> None:
    made = message_of(telling(over=True), MessageEvent.OVER, STYLE, T0)
    assert made.subject == "alert A1 is over"
    assert "It lasted 3 min 12 s, from 03:04:05 UTC to 03:07:17 UTC, 2026-01-02." in made.text
    assert "What you can do" not in made.text


def test_an_escalation_says_so_and_is_in_the_thread_of_the_first() -> None:
    first = telling()
    _, second = escalated(first, 2)
    opened = message_of(first, MessageEvent.OPENED, STYLE, T0)
    made = message_of(second, MessageEvent.ESCALATED, STYLE, T0)
    assert made.text.startswith("Nobody has acknowledged this yet.")
    assert made.thread == opened.key == opened.thread
    assert made.key != opened.key


def test_several_are_a_line_each_and_what_is_open_comes_first() -> None:
    many = [
        (telling(number, over=number < 3), MessageEvent.OVER if number < 3 else MessageEvent.OPENED)
        for number in range(1, 50)
    ]
    made = several(many, STYLE, T0 + timedelta(minutes=5))
    assert made.subject == "alert A3 fires, and 48 more"
    assert made.text.splitlines()[0] == "- alert A3 fires (Since 03:04:05 UTC (2026-01-02).)"
    assert "… +29" in made.text
    assert made.severity is Severity.CRITICAL


def test_a_test_says_who_asked_for_it() -> None:
    assert trial("Vulkan", T0).text == "A test by Vulkan. Nothing is wrong."


@pytest.mark.parametrize("kind", IncidentKind)
@pytest.mark.parametrize("language", WORDS)
def test_every_kind_has_its_words_in_every_language(kind: IncidentKind, language: str) -> None:
    one = telling_of(replace(incident(), kind=kind, subject=f"{kind}:bot"))
    style = replace(STYLE, words=WORDS[language])
    made = message_of(one, MessageEvent.OPENED, style, T0)
    assert made.subject == headline(one, style)
    assert style.words.can_do in made.text
    assert headline(one, replace(STYLE, words=PORTUGUESE))


@given(st.text(max_size=3000), st.text(max_size=200))
def test_whatever_it_is_fed_it_fits_and_shows_no_secret(text: str, name: str) -> None:
    one = incident()
    one = replace(one, shown=name, causes=(Cause(T0, text + "canary-secret"),) * 5, last_words=text, tried=(text,) * 8)
    made = message_of(telling_of(one), MessageEvent.OPENED, STYLE, T0)
    assert length(made.subject) <= 200
    assert length(made.text) <= 6000
    assert "\n" not in made.subject
    assert "canary-secret" not in made.subject + made.text
    assert not any(ord(char) < 32 and char not in "\n\t" for char in made.text)
