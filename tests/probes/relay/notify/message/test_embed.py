"""What people read, for each thing that can be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probes.relay.incidents.incident import Acknowledgement, Cause, Incident, IncidentKind, Resolution, Severity
from probes.relay.notices.notice import Notice, NoticeKind, NoticeReason, Telling
from probes.relay.notify.message import Links, MessageStyle, payload, plain, title
from probes.relay.notify.message.looks import ACKNOWLEDGED, CONTINUED, CRITICAL, FLAPPING, INFO, OVER, SILENCED, WARNING
from probes.relay.notify.message.times import span
from probes.relay.notify.words import PORTUGUESE
from tests.probes.relay.rig import telling_of

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MOMENT = int(T0.timestamp())
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
DISK = Incident(18, "check:disk", "disk", IncidentKind.CHECK, T0, causes=(Cause(T0, "12 MiB free"),))
CIRCUIT = Incident(
    19, "circuit:roblox_users", "roblox_users", IncidentKind.CIRCUIT, T0, until=T0 + timedelta(seconds=30)
)
LINKS = Links.of("https://status.example.org/", "https://graphs.example.org", "https://docs.example.org/blob/main")


def card(found: Incident | Telling, style: MessageStyle | None = None) -> dict[str, Any]:
    shown = telling_of(found) if isinstance(found, Incident) else found
    embed: dict[str, Any] = payload(shown, style or MessageStyle())["embeds"][0]
    return embed


def fields(found: Incident | Telling, style: MessageStyle | None = None) -> dict[str, str]:
    return {field["name"]: field["value"] for field in card(found, style)["fields"]}


def several(*incidents: Incident, kind: NoticeKind = NoticeKind.GROUP, **changes: Any) -> Telling:
    held_back = changes.pop("held_back", ())
    numbers = tuple(one.number for one in incidents)
    return Telling(Notice(1, kind, numbers, T0, **changes), incidents, held_back)


def test_a_crash_as_people_read_it() -> None:
    shown = card(replace(CRASH, last_words="oops ``` @everyone"))
    assert shown["title"] == "🚨 bot crashed"
    assert shown["color"] == CRITICAL.colour
    assert shown["description"] == (
        "**Members cannot use commands. New ranks are not given and nicknames are not updated.**\n"
        f"Since <t:{MOMENT}:T> (<t:{MOMENT}:R>).\n"
        f"• <t:{MOMENT}:T> killed by SIGKILL (pid 1)"
    )
    assert shown["footer"]["text"] == "incident 17 · process:bot"
    assert fields(replace(CRASH, last_words="oops ``` @everyone")) == {
        "What Ignis does": "→ It is being started again.",
        "What you can do": (
            "Nothing, if it comes back: it is started again by itself. If it dies again, its log says why. A restart "
            "by hand starts it at once, also while it is held.\n"
            "```\nignis logs bot\nignis restart bot\n```\n"
            "More about it: `docs/restarts.md#the-rules`"
        ),
        "Last lines of its log": "```\noops ''' @everyone\n```",
    }


def test_its_end_has_the_true_span_and_nothing_left_to_do() -> None:
    over = replace(CRASH, deaths=2, tried=("started again (pid 2)",)).resolved(
        T0 + timedelta(seconds=192), Resolution.BACK
    )
    shown = card(over)
    assert (shown["title"], shown["color"]) == ("✅ bot is back", OVER.colour)
    assert shown["description"].splitlines() == [
        f"It lasted **3 min 12 s**, from <t:{MOMENT}:T> to <t:{MOMENT + 192}:T>. 2 restarts.",
        f"• <t:{MOMENT}:T> killed by SIGKILL (pid 1)",
    ]
    assert list(fields(over)) == ["What Ignis did"]


def test_the_same_in_portuguese() -> None:
    shown = card(CRASH, MessageStyle(PORTUGUESE))
    assert shown["title"] == "🚨 bot caiu"
    assert "Os membros não conseguem usar comandos" in shown["description"]
    assert shown["description"].endswith("morto por SIGKILL (pid 1)")


NEXT = [
    (CRASH, "It is being started again."),
    (CRASH.step("started again (pid 2)"), "It runs again, and is waited for until it works."),
    (replace(CRASH, until=T0), f"It is started again at <t:{MOMENT}:t> (<t:{MOMENT}:R>)."),
    (replace(CRASH, kind=IncidentKind.CONFIG), "It is not started again, because that cannot help."),
    (replace(CRASH, kind=IncidentKind.CANNOT_START), "Nothing more: supervisord has given up on it."),
    (DISK, "It is asked again by itself, and this message tells when it is green."),
    (CIRCUIT, f"It is tried again at <t:{MOMENT + 30}:t> (<t:{MOMENT + 30}:R>)."),
    (replace(DISK, kind=IncidentKind.MEMORY), "It is restarted when it goes above the hard limit."),
    (replace(DISK, kind=IncidentKind.ALERT), "This message tells when it is over."),
]


@pytest.mark.parametrize(("incident", "following"), NEXT)
def test_what_ignis_does_next(incident: Incident, following: str) -> None:
    assert fields(incident)["What Ignis does"].splitlines()[-1] == f"→ {following}"


def test_each_severity_has_its_look() -> None:
    alert = replace(DISK, subject="alert:Slow", kind=IncidentKind.ALERT)
    looks = {one: card(replace(alert, severity=one)) for one in Severity}
    assert {one: shown["color"] for one, shown in looks.items()} == {
        Severity.CRITICAL: CRITICAL.colour,
        Severity.WARNING: WARNING.colour,
        Severity.INFO: INFO.colour,
    }
    assert len({shown["title"].partition(" ")[0] for shown in looks.values()}) == len(Severity)


def test_a_group_is_called_after_its_first_and_lists_the_others() -> None:
    group = several(CRASH, DISK, CIRCUIT)
    assert card(group)["title"] == "🚨 bot crashed, and 2 more"
    assert fields(group)["The others"].splitlines() == [
        f"🚨 check disk is red (<t:{MOMENT}:R>)",
        f"⚠️ circuit roblox_users is open (<t:{MOMENT}:R>)",
    ]
    partly = several(CRASH.resolved(T0, Resolution.BACK), DISK, CIRCUIT)
    assert card(partly)["title"] == "🚨 check disk is red, and 2 more"
    assert "**1 of 3** is over." in card(partly)["description"]
    end = T0 + timedelta(minutes=1)
    over = several(*(one.resolved(end, Resolution.CLEARED) for one in (CRASH, DISK, CIRCUIT)), final=True)
    assert card(over)["title"] == "✅ bot is fine again, and 2 more"
    assert "All 3 are over." in card(over)["description"]
    two = several(*(one.resolved(end, Resolution.CLEARED) for one in (CRASH, DISK)), final=True)
    assert "Both are over." in card(two)["description"]


def test_of_a_thousand_the_rest_is_counted() -> None:
    many = several(*(replace(DISK, number=number, subject_name=f"c{number}") for number in range(1000)))
    lines = fields(many)["The others"].splitlines()
    assert card(many)["title"] == "🚨 check c0 is red, and 999 more"
    assert lines[-1] == f"and {999 - (len(lines) - 1)} more: {999 - (len(lines) - 1)} checks"


def test_a_root_cause_says_what_else_is_red_because_of_it() -> None:
    gateway = replace(DISK, number=20, subject="check:discord_gateway", subject_name="discord_gateway")
    held = tuple(replace(CIRCUIT, number=30 + place, subject_name=f"circuit_{place}") for place in range(40))
    said = card(several(gateway, kind=NoticeKind.ROOT, held_back=(DISK, *held)))["description"].splitlines()[-2]
    assert said.startswith("Also red because of it: disk, circuit_0, circuit_1,")
    assert said.endswith("circuits")


def test_a_root_cause_that_is_over_looks_so_and_names_what_is_not_green_yet() -> None:
    end = T0 + timedelta(minutes=1)
    root = replace(DISK, number=20, subject="check:discord_api", subject_name="discord_api").resolved(
        end, Resolution.CLEARED
    )
    left = several(root, kind=NoticeKind.ROOT, held_back=(CIRCUIT, DISK.resolved(end, Resolution.CLEARED)))
    assert card(left)["title"] == "✅ check discord_api is green again"
    assert "Not green yet: roblox_users" in card(left)["description"].splitlines()
    gone = several(root, kind=NoticeKind.ROOT, held_back=(DISK.resolved(end, Resolution.CLEARED),), final=True)
    assert "These were red because of it: disk" in card(gone)["description"].splitlines()


def test_one_that_comes_and_goes_says_so() -> None:
    edges = tuple(T0 + timedelta(minutes=place) for place in range(4))
    flapping = several(replace(DISK, edges=edges), kind=NoticeKind.FLAPPING)
    assert (card(flapping)["title"], card(flapping)["color"]) == ("🔁 check disk comes and goes", FLAPPING.colour)
    assert "It changed 4 times in ten minutes." in card(flapping)["description"]
    resting = several(replace(DISK, edges=edges).resolved(T0, Resolution.CLEARED), kind=NoticeKind.FLAPPING)
    assert card(resting)["title"] == "🔁 check disk comes and goes"
    assert "Right now it works." in card(resting)["description"]
    calm = several(DISK.resolved(T0, Resolution.CLEARED), kind=NoticeKind.FLAPPING, final=True)
    assert card(calm)["title"] == "✅ check disk has come to rest"


def test_what_goes_on_in_another_message_has_not_come_to_rest() -> None:
    moved = several(CRASH, kind=NoticeKind.FLAPPING, continued_in=9, final=True)
    assert card(moved)["title"] == "⏬ bot comes and goes"


def test_one_that_came_back_says_how_often() -> None:
    edges = tuple(T0 + timedelta(seconds=place) for place in (0, 5, 60, 70, 200))
    again = replace(CRASH, reopened=2, edges=edges)
    assert card(again)["title"] == "🚨 bot crashed again"
    since = f"Since <t:{MOMENT + 200}:T> (<t:{MOMENT + 200}:R>). It happened 3 times."
    assert since in card(again)["description"]
    over = again.resolved(T0 + timedelta(seconds=215), Resolution.BACK)
    assert card(over)["description"].splitlines()[0] == (
        f"It happened 3 times between <t:{MOMENT}:T> and <t:{MOMENT + 215}:T>, **30 s** in all."
    )


def test_an_outage_of_everything_says_what_it_meant_and_where_to_look() -> None:
    outage = Incident(
        21, "host:everything", "everything", IncidentKind.OUTAGE, T0, causes=(Cause(T0, "supervisord was killed"),)
    )
    over = outage.resolved(T0 + timedelta(seconds=47), Resolution.CLEARED)
    assert card(over)["title"] == "✅ everything was down, and works again: supervisord was killed"
    assert card(over)["description"].splitlines()[:2] == [
        f"It lasted **47 s**, from <t:{MOMENT}:T> to <t:{MOMENT + 47}:T>.",
        "Meanwhile members could not use commands, and no rank or nickname was updated.",
    ]
    assert "ignis logs supervisord" in fields(over)["What you can do"]


def test_who_takes_care_and_until_when_it_is_silent_is_shown() -> None:
    taken = several(replace(DISK, acknowledged=Acknowledgement("**Vulkan**", T0)))
    assert card(taken)["color"] == ACKNOWLEDGED.colour
    assert card(taken)["description"].startswith(f"\\*\\*Vulkan\\*\\* takes care of it (<t:{MOMENT}:R>).")
    silent = several(DISK, silenced_until=T0)
    assert card(silent)["color"] == SILENCED.colour
    assert card(silent)["description"].startswith(f"Silenced until <t:{MOMENT}:T> (<t:{MOMENT}:R>).")


def test_an_escalation_says_that_nobody_has_taken_it() -> None:
    assert card(several(CRASH, reason=NoticeReason.ESCALATED))["description"].startswith(
        "**Nobody has acknowledged this"
    )
    outlived = several(DISK, reason=NoticeReason.OUTLIVED)
    assert card(outlived)["description"].startswith("What seemed to be its cause is over")


def test_what_goes_on_elsewhere_points_there_and_says_no_more() -> None:
    shown = card(several(CRASH, continued_in=9, final=True))
    assert (shown["color"], shown["fields"]) == (CONTINUED.colour, [])
    assert shown["description"] == "This goes on in a newer message below."


def test_the_role_is_mentioned_in_the_first_post_alone() -> None:
    style, asked = MessageStyle(role=7), several(CRASH, mention=True)
    first = payload(asked, style, first=True)
    assert (first["content"], first["allowed_mentions"]) == ("<@&7>", {"parse": [], "roles": ["7"]})
    edit = payload(asked, style)
    assert (edit["content"], edit["allowed_mentions"]) == ("<@&7>", {"parse": []})
    for nobody in (payload(several(CRASH), style, first=True), payload(asked, first=True)):
        assert (nobody["content"], nobody["allowed_mentions"]) == ("", {"parse": []})
    assert plain(asked, style, first=True)["allowed_mentions"] == {"parse": [], "roles": ["7"]}


def test_links_lead_to_the_page_the_panel_and_the_documentation() -> None:
    said = fields(CRASH, MessageStyle(links=LINKS))["What you can do"].splitlines()[-1]
    begin = MOMENT * 1000 - 30 * 60_000
    assert said == (
        "More about it: [docs/restarts.md#the-rules](https://docs.example.org/blob/main/docs/restarts.md#the-rules)"
        " · [status page](https://status.example.org/#incidents)"
        f" · [Grafana](https://graphs.example.org/d/ignis-self-repair?viewPanel=11&from={begin}&to=now)"
    )


def test_the_plain_line_has_the_essential() -> None:
    assert plain(telling_of(CRASH))["content"] == "🚨 bot crashed (incident 17 · process:bot)"


def test_the_title_for_the_status_page_has_no_icon_and_no_escapes() -> None:
    assert title(replace(CIRCUIT, subject_name="_x_")) == "circuit _x_ is open"


def test_spans_read_well() -> None:
    seconds = [0.4, 59, 61, 3600, 90061]
    assert [span(timedelta(seconds=one)) for one in seconds] == ["0.4 s", "59 s", "1 min 1 s", "1 h 0 min", "1 d 1 h"]
