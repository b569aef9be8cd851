"""No rule and no dashboard reads a metric that nobody exposes: such an alert would never fire, such a panel stay empty.

What the programs expose stands in docs/metrics.md, which tests/e2e/test_dashboards.py compares with the programs.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from ignis.runtime.config.settings import project_root
from ops.grafana.kit.promql import metrics_in
from tests.support.telemetry.dashboards import asked, documented, variables

_RULES = project_root() / "ops" / "prometheus" / "rules"
_OF_PROMETHEUS = {"up", "scrape_duration_seconds", "scrape_samples_post_metric_relabeling"}
"""What it adds of each scrape."""
_SERIES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}
"""What a metric is asked for by, where that is not its name."""


def rules() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every rule with the place where it stands."""
    for file in sorted(_RULES.glob("*.yml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                yield f"{file.name}: {rule.get('alert') or rule['record']}", rule


def exposed() -> set[str]:
    """The names of all series that the programs expose."""
    return {name + end for name, row in documented().items() for end in _SERIES.get(row["type"], ("",))}


def recorded() -> set[str]:
    return {rule["record"] for _, rule in rules() if "record" in rule}


def reads() -> Iterator[tuple[str, str]]:
    """Every name that is asked for, and who asks."""
    for where, rule in rules():
        yield from ((name, where) for name in metrics_in(rule["expr"]))
    for one in asked():
        yield from ((name, one.where) for name in metrics_in(one.expression))
    for where, _, query in variables():
        metric = query.removeprefix("label_values(").rpartition(",")[0]
        yield from ((name, where) for name in metrics_in(metric))


def test_every_metric_that_a_rule_or_a_dashboard_reads_is_exposed_or_recorded() -> None:
    known = exposed() | recorded() | _OF_PROMETHEUS
    assert sorted({(name, where) for name, where in reads() if name not in known}) == []


@pytest.mark.parametrize("kind", ["alert", "record"])
def test_there_are_rules_of_both_kinds(kind: str) -> None:
    """Else the test above could not fail."""
    assert any(kind in rule for _, rule in rules())


def test_a_recorded_name_stands_for_one_rule() -> None:
    names = [rule["record"] for _, rule in rules() if "record" in rule]
    assert sorted(names) == sorted(set(names))
