"""Every payload fits Discord's limits, whatever the incident holds."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, strategies as st

from probes.relay.incidents.incident import Cause, Incident, IncidentKind, Resolution
from probes.relay.message_limits import (
    CONTENT,
    DESCRIPTION,
    EMBED,
    FIELD_NAME,
    FIELD_VALUE,
    FIELDS,
    FOOTER,
    TITLE,
    clip,
    length,
)
from probes.relay.notify.message import AMBER, GREEN, RED, payload, plain, span, title
from tests.probes.relay.rig import telling_of

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CRASH = Incident(
    17,
    "process:bot",
    "bot",
    IncidentKind.CRASHED,
    T0,
    pid=1,
    deaths=1,
    causes=(Cause(T0, "killed by SIGKILL (pid 1)"),),
)

ANY_TEXT = st.one_of(
    st.text(max_size=50),
    st.text(alphabet=st.characters(), max_size=50),  # surrogates and controls included
    st.builds(lambda text, times: text * times, st.sampled_from(["x", "😀", "```", "@everyone ", "\x00", "\ud800"]),
              st.integers(0, 9000)),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis' bounds are naive
INCIDENTS = st.builds(
    Incident,
    number=st.integers(1, 10**12),
    subject=ANY_TEXT,
    subject_name=ANY_TEXT,
    kind=st.sampled_from(IncidentKind),
    opened_at=MOMENTS,
    deaths=st.integers(0, 10**9),
    causes=st.lists(st.builds(Cause, MOMENTS, ANY_TEXT), max_size=5).map(tuple),
    tried=st.lists(ANY_TEXT, max_size=8).map(tuple),
    last_words=st.none() | ANY_TEXT,
)


def embed(incident: Incident) -> dict[str, Any]:
    found: dict[str, Any] = payload(telling_of(incident))["embeds"][0]
    return found


@given(INCIDENTS, st.none() | st.tuples(MOMENTS, st.sampled_from(Resolution)))
def test_every_payload_fits(incident: Incident, end: tuple[datetime, Resolution] | None) -> None:
    shown = incident.resolved(*end) if end else incident
    card = embed(shown)
    json.dumps(payload(telling_of(shown)), ensure_ascii=False).encode()
    assert 0 < length(card["title"]) <= TITLE
    assert 0 < length(card["description"]) <= DESCRIPTION
    assert 0 < length(card["footer"]["text"]) <= FOOTER
    assert len(card["fields"]) <= FIELDS
    for field in card["fields"]:
        assert 0 < length(field["name"]) <= FIELD_NAME
        assert 0 < length(field["value"]) <= FIELD_VALUE
    texts = [card["title"], card["description"], card["footer"]["text"]]
    texts += [field[part] for field in card["fields"] for part in ("name", "value")]
    assert sum(map(length, texts)) <= EMBED
    assert (
        payload(telling_of(shown))["allowed_mentions"] == plain(telling_of(shown))["allowed_mentions"] == {"parse": []}
    )
    assert 0 < length(plain(telling_of(shown))["content"]) <= CONTENT


@given(ANY_TEXT, st.integers(5, 300))
def test_clipped_text_keeps_its_beginning(text: str, limit: int) -> None:
    cut = clip(text, limit)
    assert 0 < length(cut) <= limit
    assert clip(cut, limit) == cut


def test_colours_tell_down_at_work_and_over() -> None:
    assert embed(CRASH)["color"] == RED
    assert embed(CRASH.step("started again (pid 2)"))["color"] == AMBER
    assert embed(replace(CRASH, kind=IncidentKind.CONFIG).step("started again (pid 2)"))["color"] == RED
    assert embed(CRASH.resolved(T0, Resolution.BACK))["color"] == GREEN


def test_a_crash_and_its_end_as_people_read_them() -> None:
    moment = int(T0.timestamp())
    card = embed(replace(CRASH, last_words="oops ``` @everyone"))
    assert card["title"] == "bot crashed"
    assert card["description"] == f"<t:{moment}:R> killed by SIGKILL (pid 1)"
    assert card["footer"]["text"] == "incident 17 · process:bot"
    assert {field["name"]: field["value"] for field in card["fields"]} == {
        "Started": f"<t:{moment}:R>",
        "Deaths": "1",
        "Last words in its log": "```\noops ''' @everyone\n```",
    }
    over = embed(CRASH.resolved(T0 + timedelta(seconds=72), Resolution.BACK))
    assert over["title"] == "bot is back"
    assert over["fields"][1]["value"] == f"<t:{moment + 72}:R>, after 1 min 12 s"


def test_a_hold_tells_the_moment_of_the_next_start() -> None:
    waiting = replace(CRASH, until=T0 + timedelta(seconds=360))
    description = payload(telling_of(waiting))["embeds"][0]["description"]
    stamp = int(T0.timestamp()) + 360
    assert description.startswith(f"**next start at <t:{stamp}:t>** (<t:{stamp}:R>)\n")
    assert "Next try" not in json.dumps(payload(telling_of(waiting)))


def test_exit_78_says_what_to_do_until_it_is_done() -> None:
    given_up = replace(CRASH, kind=IncidentKind.CONFIG)
    assert "ignis restart bot" in embed(given_up)["description"]
    assert "ignis restart" not in embed(given_up.resolved(T0, Resolution.BACK))["description"]


TITLES = {
    IncidentKind.CRASHED: ("bot crashed", "bot is fine again"),
    IncidentKind.HUNG: ("bot hung", "bot is fine again"),
    IncidentKind.CONFIG: ("bot gave up: its configuration is wrong", "bot is fine again"),
    IncidentKind.CANNOT_START: ("bot cannot be started", "bot is fine again"),
    IncidentKind.OUTGROWN: ("bot used too much memory", "bot is fine again"),
    IncidentKind.CHECK: ("check bot is red", "check bot is green again"),
    IncidentKind.CIRCUIT: ("circuit bot is open", "circuit bot is closed again"),
    IncidentKind.MEMORY: ("bot uses a lot of memory", "bot uses less memory again"),
    IncidentKind.ALERT: ("alert bot fires", "alert bot is over"),
    IncidentKind.OUTAGE: (
        "everything was down: supervisord was killed",
        "everything was down, and works again: supervisord was killed",
    ),
    IncidentKind.MACHINE_OFF: (
        "everything was down: the machine was off",
        "everything was down, and works again: the machine was off",
    ),
    IncidentKind.ASLEEP: (
        "everything stood still: the machine slept",
        "everything stood still, and works again: the machine slept",
    ),
    IncidentKind.STANDSTILL: ("everything stood still", "everything stood still, and works again"),
}


def test_every_kind_has_its_title_while_it_is_open_and_when_it_is_cleared() -> None:
    shown = {
        kind: (title(replace(CRASH, kind=kind)), title(replace(CRASH, kind=kind).resolved(T0, Resolution.CLEARED)))
        for kind in IncidentKind
    }
    assert shown == TITLES


def test_every_other_end_has_its_title() -> None:
    assert [title(CRASH.resolved(T0, one)) for one in Resolution if one is not Resolution.CLEARED] == [
        "bot is back",
        "bot answers again",
        "bot was stopped on request",
        "bot is no longer watched",
    ]
    assert (
        title(replace(CRASH, kind=IncidentKind.ALERT).resolved(T0, Resolution.GONE))
        == "alert bot is no longer reported"
    )


def test_what_is_left_to_do_is_said_in_plain_words() -> None:
    to_do = {kind: embed(replace(CRASH, kind=kind))["description"].rpartition("\n")[2] for kind in IncidentKind}
    assert to_do[IncidentKind.CONFIG] == (
        "**A restart cannot help, so none is tried. Fix what its last words say, then run `ignis restart bot`.**"
    )
    assert to_do[IncidentKind.CANNOT_START] == (
        "**supervisor has given up. Fix the cause, then run `ignis restart bot`.**"
    )
    assert to_do[IncidentKind.MEMORY] == (
        "**Above `memory.hard_mb` it is restarted. If nothing leaks, raise the limits in config/ignis.yaml and run "
        "`ignis restart relay`.**"
    )


def test_spans_read_well() -> None:
    seconds = [0.4, 59, 61, 3600, 90061]
    assert [span(timedelta(seconds=one)) for one in seconds] == ["0 s", "59 s", "1 min 1 s", "1 h 0 min", "25 h 1 min"]
