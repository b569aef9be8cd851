"""Whatever can be told has something that one can do: a command that there is, a page, a panel."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import typer
import yaml

from ignis.cli.app import app
from ignis.cli.logs import _PROGRAMS
from ignis.cli.repair import RECOVERIES
from ignis.runtime.config.settings import project_root
from ops.labels import CIRCUITS
from probes.companions import COMPANIONS
from probes.exporter.schedule.catalogue import checks
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.outage import OUTAGES
from probes.relay.notify.words.commands import copied
from probes.relay.notify.words.remedies import REMEDIES, Panel
from probes.relay.notify.words.topics import OF_PROCESSES, remedy_topic

ROOT = project_root()
SYSTEM = {"curl", "df", "du", "journalctl", "last", "ls", "ps", "sudo", "timedatectl", "uptime"}
"""What every Linux machine with a supervisor has; `ignis` itself is tried below."""
PROGRAMS = ("bot", "exporter", "relay", "sandbox", *COMPANIONS)


def rules() -> list[str]:
    """The names of Prometheus' alert rules."""
    content = yaml.safe_load((ROOT / "ops/prometheus/rules/alerts.yml").read_text(encoding="utf-8"))
    return [rule["alert"] for group in content["groups"] for rule in group["rules"]]


def topics() -> Iterator[str]:
    yield from (f"check:{one.name}" for one in checks())
    yield from (f"check:{name}:key" for name in ("bloxlink", "roblox"))
    yield from (f"circuit:{name}" for name in CIRCUITS)
    yield from (f"alert:{name}" for name in rules())
    yield from (f"kind:{kind}" for kind in OF_PROCESSES | OUTAGES | {IncidentKind.UNSUPERVISED})


def test_every_check_circuit_rule_and_end_of_a_program_has_its_own() -> None:
    assert set(topics()) <= REMEDIES.keys()
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    for kind in IncidentKind:
        assert remedy_topic(Incident(1, "x:y", "nobody knows it", kind, moment), REMEDIES) in REMEDIES


def test_none_is_about_what_there_is_not() -> None:
    general = {topic for topic in REMEDIES if topic.endswith(":*") or ":" not in topic}
    assert set(topics()) | general == REMEDIES.keys()


COMMANDS = sorted({line for one in REMEDIES.values() for name in PROGRAMS for line in copied(one.commands, name)})


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one_that_there_is(line: str) -> None:
    assert "{" not in line
    program, *arguments = line.split()
    if program != "ignis":
        assert program in SYSTEM
        return
    name, *rest = arguments
    group: Any = typer.main.get_command(app)
    group.commands[name].make_context(name, list(rest))  # raises for what it does not take
    known = {"logs": _PROGRAMS, "restart": PROGRAMS, "repair": RECOVERIES}.get(name, ())
    assert [word for word in rest if word not in known] == []


@pytest.mark.parametrize("page", sorted({one.page for one in REMEDIES.values()}))
def test_every_page_has_its_anchor(page: str) -> None:
    file, _, anchor = page.partition("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert not anchor or anchor in {slug(one) for one in headings}


def slug(heading: str) -> str:
    """As GitHub makes an anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("panel", Panel)
def test_every_panel_is_on_its_board(panel: Panel) -> None:
    boards = [json.loads(file.read_text(encoding="utf-8")) for file in (ROOT / "ops/grafana/dashboards").glob("*.json")]
    (board,) = [one for one in boards if one["uid"] == panel.board]
    assert [one["title"] for one in board["panels"] if one["id"] == panel.number] == [panel.title]
