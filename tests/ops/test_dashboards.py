"""The dashboards as files: what they are made of, and that Grafana can read them."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from ops.grafana.generate import FOLDER, generated
from ops.grafana.kit.board import COLUMNS, TAG
from ops.grafana.kit.panels import DATASOURCE
from ops.grafana.kit.promql import family, metrics_in
from ops.grafana.seen_in import NOWHERE, PAGE
from tests.support.telemetry.dashboards import GRAFANA, asked, boards, documented, panels, rows, variables

ALL = boards()
UNITS = {value for name, value in vars(units).items() if name[0].isupper() and isinstance(value, str)}
DRAWN = {"timeseries", "state-timeline", "bargauge"}  # panels whose series need a name each
OF_PROMETHEUS = {"titleFormat", "textFormat", "useValueForTime"}  # of its annotations; the schema stops short of them


@pytest.fixture(params=sorted(ALL))
def board(request: pytest.FixtureRequest) -> dict[str, Any]:
    return ALL[request.param]


def test_what_is_committed_is_what_the_generator_writes() -> None:
    written = generated()
    committed = {file: file.read_text(encoding="utf-8") for file in (*FOLDER.glob("*.json"), PAGE)}
    stale = sorted(file.name for file in written | committed if written.get(file) != committed.get(file))
    assert not stale, f"run `make dashboards`: {', '.join(stale)}"


def test_the_three_are_there_and_have_addresses_of_their_own() -> None:
    assert set(ALL) == {"overview.json", "self-repair.json", "bot.json"}
    assert {one["uid"] for one in ALL.values()} == {"ignis-overview", "ignis-self-repair", "ignis-bot"}
    assert len({one["title"] for one in ALL.values()}) == len(ALL)


def test_the_sdks_schema_knows_all_of_it(board: dict[str, Any]) -> None:
    plugins.register_default_plugins()
    read = json.loads(json.dumps(Dashboard.from_json(board), cls=JSONEncoder))
    lost = [place for place in missing(board, read, board["uid"]) if place.rpartition("/")[2] not in OF_PROMETHEUS]
    assert not lost


def missing(ours: Any, theirs: Any, place: str) -> Iterator[str]:
    """Where `theirs` lacks, or has otherwise, what `ours` has; what it has besides are defaults."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours:
            yield from missing(ours[key], theirs.get(key, ...), f"{place}/{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from missing(one, other, f"{place}/{number}")
    elif ours != theirs:
        yield place


def test_panels_have_numbers_and_places_of_their_own(board: dict[str, Any]) -> None:
    everything = [*panels(board), *rows(board)]
    numbers = [panel["id"] for panel in everything]
    assert len(set(numbers)) == len(numbers)
    for panel in everything:
        place = panel["gridPos"]
        assert place["x"] >= 0, panel["title"]
        assert place["x"] + place["w"] <= COLUMNS, panel["title"]
    crossing = [(one["title"], other["title"]) for one, other in combinations(everything, 2) if overlap(one, other)]
    assert not crossing


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    a, b = one["gridPos"], other["gridPos"]
    apart = (
        a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"] or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
    )
    return not apart


def test_lines_of_panels_leave_no_hole(board: dict[str, Any]) -> None:
    lines: dict[int, int] = {}
    for panel in panels(board):
        lines[panel["gridPos"]["y"]] = lines.get(panel["gridPos"]["y"], 0) + panel["gridPos"]["w"]
    assert not {top: width for top, width in lines.items() if width != COLUMNS}


def test_every_panel_says_what_it_tells_in_known_units(board: dict[str, Any]) -> None:
    for panel in panels(board):
        title = panel["title"]
        assert panel["description"], title
        assert panel["datasource"] == {"type": "prometheus", "uid": DATASOURCE.uid}, title
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS, title
        assert panel["targets"], title
        for target in panel["targets"]:
            assert target["datasource"] == panel["datasource"], title
            named = target["legendFormat"] != "__auto"
            assert named or panel["type"] not in DRAWN, f"{title}: a series without a name"


def test_thresholds_climb(board: dict[str, Any]) -> None:
    for panel in panels(board):
        steps = panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps", [{"value": None}])
        assert steps[0]["value"] is None, panel["title"]
        values = [step["value"] for step in steps[1:]]
        assert values == sorted(set(values)), panel["title"]


def test_one_leads_to_the_others_and_to_the_status_page(board: dict[str, Any]) -> None:
    assert TAG in board["tags"]
    others, status = board["links"]
    assert (others["type"], others["tags"]) == ("dashboards", [TAG])
    assert status["url"] == "http://${exporter}/"
    assert "exporter" in {variable["name"] for variable in board["templating"]["list"]}


def test_every_variable_is_used_and_every_used_one_exists(board: dict[str, Any]) -> None:
    known = {variable["name"] for variable in board["templating"]["list"]}
    text = str([board["panels"], board["annotations"], board["links"]])
    used = set(re.findall(r"\$\{?([a-z]\w*)", text))
    assert used == known


def test_exemplars_are_shown_where_histograms_have_them() -> None:
    wanted = {
        "ignis_bot_interaction_duration_seconds",
        "ignis_discord_request_duration_seconds",
        "ignis_source_request_duration_seconds",
        "ignis_database_query_duration_seconds",
    }
    shown: set[str] = set()
    for board in ALL.values():
        for target in (target for panel in panels(board) for target in panel["targets"] if target["exemplar"]):
            shown |= {family(name) for name in metrics_in(target["expr"])}
    assert shown == wanted


def test_rates_follow_the_zoom() -> None:
    fixed = [one.where for one in asked() if re.search(r"\[\d", one.expression)]
    assert not fixed, "a window that does not follow the zoom belongs into a recording rule"


def test_variables_ask_for_labels() -> None:
    for where, name, query in variables():
        assert re.fullmatch(r"label_values\(\S+(, \w+)?\)|label_values\(up\{.*\}, instance\)", query), where
        assert name == "exporter" or query.endswith(f", {name})"), where


def test_the_datasource_is_the_one_that_the_dashboards_name() -> None:
    (source,) = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yaml").read_text("utf-8"))["datasources"]
    assert (source["uid"], source["type"]) == (DATASOURCE.uid, DATASOURCE.type_val)
    assert source["url"] == "${IGNIS_PROMETHEUS_URL}"
    assert source["jsonData"]["timeInterval"] == "15s"
    (traces,) = source["jsonData"]["exemplarTraceIdDestinations"]
    assert (traces["name"], traces["url"]) == ("trace_id", "${IGNIS_STATUS_URL}/#trace=$${__value.raw}")


def test_grafana_is_told_where_the_dashboards_are() -> None:
    (provider,) = yaml.safe_load((GRAFANA / "provisioning/dashboards/ignis.yaml").read_text("utf-8"))["providers"]
    assert (provider["type"], provider["options"]["path"]) == ("file", "${IGNIS_DASHBOARDS}")


def test_the_helper_finds_metrics_in_promql() -> None:
    text = (
        'sum by (a) (rate(x_total{b="y{z}"}[5m:1s] offset 1m)) / on (c) group_left (d) z:r:1 > bool 0.5e3 or -up:bool'
    )
    assert metrics_in(text) == {"x_total", "z:r:1", "up:bool"}


def test_every_metric_is_shown_or_read_by_a_rule_or_has_a_stated_purpose() -> None:
    rows = documented()
    assert rows
    useless = [name for name, row in rows.items() if not row["seen"].removeprefix(NOWHERE.strip()).strip()]
    assert not useless, "on no dashboard, in no rule, and docs/metrics.md does not say what for"
