"""Prometheus' configuration with the stack's own ports, and its rules under its own tools."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import ConfigError, PortSettings, home_path, project_root
from probes.companions import prometheus
from probes.companions.prometheus import SHIPPED_TOKEN_FILE, problem, render, source
from tests.support.telemetry.promtool import PROMETHEUS, installed, promtool

PORTS = PortSettings(bot=1001, exporter=1002, relay=1003, prometheus=1004)
SHIPPED = PROMETHEUS / "prometheus.yml"
TOKEN = Path("/home/run/alerts.token")


def rendered(text: str, file: Path = SHIPPED) -> Any:
    return yaml.safe_load(render(text, file, PORTS, TOKEN))


def test_every_address_of_the_shipped_file_becomes_the_actual_one() -> None:
    content = rendered(SHIPPED.read_text(encoding="utf-8"))
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in content["scrape_configs"]}
    assert targets == {
        "ignis-bot": ["127.0.0.1:1001"],
        "ignis-exporter": ["127.0.0.1:1002"],
        "ignis-relay": ["127.0.0.1:1003"],
    }
    (relay,) = content["alerting"]["alertmanagers"]
    assert relay["static_configs"][0]["targets"] == ["127.0.0.1:1003"]
    assert relay["authorization"] == {"credentials_file": str(TOKEN)}
    assert content["rule_files"] == [str(PROMETHEUS / "rules" / "*.yml")]
    assert content["global"]["scrape_interval"] == "15s"


def test_what_an_operator_adds_stays_as_it_is(tmp_path: Path) -> None:
    own = {
        "rule_files": ["/etc/rules.yml", "mine/*.yml"],
        "scrape_configs": [{"job_name": "node", "static_configs": [{"targets": ["127.0.0.1:9100", "127.0.0.1:8472"]}]}],
    }
    content = rendered(yaml.safe_dump(own), tmp_path / "prometheus.yml")
    assert content["scrape_configs"][0]["static_configs"][0]["targets"] == ["127.0.0.1:9100", "127.0.0.1:1001"]
    assert content["rule_files"] == ["/etc/rules.yml", str(tmp_path / "mine" / "*.yml")]


def test_the_token_is_for_the_relay_and_for_nobody_else() -> None:
    relay, other = {"targets": ["127.0.0.1:8474"]}, {"targets": ["127.0.0.1:9093"]}
    own = {"alerting": {"alertmanagers": [
        {"static_configs": [relay]},  # from before there was a token
        {"static_configs": [relay], "authorization": {"credentials_file": "mine"}},
        {"static_configs": [other]},
        {"static_configs": [relay, other]},
        {"static_configs": [relay], "dns_sd_configs": [{"names": ["a"]}]},
        {"static_configs": None},
        None,
    ]}}  # fmt: skip
    managers = rendered(yaml.safe_dump(own))["alerting"]["alertmanagers"]
    given = [one.get("authorization") for one in managers if one]
    assert given == [{"credentials_file": str(TOKEN)}, {"credentials_file": "mine"}, None, None, None, None]
    oddities: list[Any] = [None, [], {"alertmanagers": None}, {"alertmanagers": 5}]
    for odd in oddities:
        assert rendered(yaml.safe_dump({"alerting": odd}))["alerting"] == odd


def test_from_its_own_folder_the_shipped_file_finds_the_token_of_the_default_home() -> None:
    home = Home(home_path({}, sandbox=False))
    assert (SHIPPED.parent / SHIPPED_TOKEN_FILE).resolve() == home.alerts_token_file.resolve()
    shipped = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    (relay,) = shipped["alerting"]["alertmanagers"]
    assert relay["authorization"]["credentials_file"] == SHIPPED_TOKEN_FILE


def test_a_file_beside_ignis_yaml_wins(tmp_path: Path) -> None:
    assert source(tmp_path / "ignis.yaml") == SHIPPED
    (tmp_path / "prometheus.yml").touch()
    assert source(tmp_path / "ignis.yaml") == tmp_path / "prometheus.yml"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "/x/prometheus.yml: not valid YAML, line 1"),
        ("- a", "/x/prometheus.yml: expected sections such as `scrape_configs:`"),
        ("", "/x/prometheus.yml: expected sections such as `scrape_configs:`"),
    ],
)
def test_what_is_no_configuration_is_one_line(text: str, why: str) -> None:
    with pytest.raises(ConfigError) as caught:
        render(text, Path("/x/prometheus.yml"), PORTS, TOKEN)
    assert str(caught.value) == why


def test_promtool_finds_nothing_wrong_with_the_shipped_file_nor_with_what_is_made_of_it(tmp_path: Path) -> None:
    program = Path(installed("prometheus"))
    assert problem(program, SHIPPED) is None
    made = tmp_path / "prometheus.yml"
    made.write_text(render(SHIPPED.read_text(encoding="utf-8"), SHIPPED, PORTS, TOKEN), encoding="utf-8")
    assert problem(program, made) is None
    made.write_text("scrape_configs: 5\n", encoding="utf-8")
    found = problem(program, made)
    assert found is not None
    assert "cannot unmarshal" in found
    assert "\n" not in found


def test_without_promtool_or_in_time_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problem(tmp_path / "prometheus", SHIPPED) is None
    (tmp_path / "promtool").write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    (tmp_path / "promtool").chmod(0o700)
    monkeypatch.setattr(prometheus, "_CHECK_WITHIN", 0.1)
    assert problem(tmp_path / "prometheus", SHIPPED) is None


@pytest.mark.timeout(330)  # promtool needs long when other programs use the processors
def test_the_rules_pass_their_own_tests() -> None:
    done = promtool("check", "rules", *sorted((PROMETHEUS / "rules").glob("*.yml")))
    assert done.returncode == 0, done.stderr
    done = promtool("test", "rules", *sorted((PROMETHEUS / "tests").glob("*.yml")))
    assert done.returncode == 0, done.stdout + done.stderr


def rules(name: str) -> list[dict[str, Any]]:
    content = yaml.safe_load((PROMETHEUS / "rules" / name).read_text(encoding="utf-8"))
    return [rule for group in content["groups"] for rule in group["rules"]]


def cases_of(name: str) -> str:
    return (PROMETHEUS / "tests" / name).read_text(encoding="utf-8")


def test_every_rule_is_tested() -> None:
    for rule in rules("recording.yml"):
        name = rule["record"]
        assert name in cases_of("recording.yml") or name.endswith(":ratio30d"), name
    cases = cases_of("alerts.yml")
    # that none fires while all is well is one case for all of them: no `ALERTS` at all
    assert cases.count("expr: 'ALERTS{alertstate=\"firing\"}'") == 2
    for rule in rules("alerts.yml"):
        assert rule["alert"] in cases, rule["alert"]


def test_every_alert_says_what_to_do_and_where_to_read_on() -> None:
    for rule in rules("alerts.yml"):
        name, annotations = rule["alert"], rule["annotations"]
        assert rule["labels"]["severity"] in {"critical", "warning"}, name
        page = annotations["description"].rstrip(".").rsplit("see ", 1)[-1].split()[-1]
        assert page.startswith("docs/"), name
        assert len(annotations["summary"]) < 110, name
        assert name in (project_root() / "docs" / "prometheus.md").read_text(encoding="utf-8"), name


def test_the_command_keeps_to_this_machine_and_to_a_size() -> None:
    line = prometheus.command(Path("/usr/bin/prometheus"), Path("/h/prometheus.yml"), Path("/h/data"), 1004)
    assert "--web.listen-address=127.0.0.1:1004" in line
    assert "--storage.tsdb.retention.time=400d" in line
    assert any(part.startswith("--storage.tsdb.retention.size=") for part in line)
    assert "--enable-feature=exemplar-storage" in line
