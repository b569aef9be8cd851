"""ops/compose.yaml says the same as what `ignis up --with` does. Docker itself is not here to run it."""

import os
import re
from pathlib import Path
from typing import Any

import yaml

from ignis.runtime.config.settings import PortSettings, project_root
from probes.companions import grafana, prometheus

OPS = project_root() / "ops"
COMPOSE: dict[str, Any] = yaml.safe_load((OPS / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]


def mounts(service: str) -> dict[str, Path]:
    """Where the checkout's files are seen inside; each of them only to be read."""
    found: dict[str, Path] = {}
    for source, place, mode in (one.split(":") for one in SERVICES[service]["volumes"] if one.startswith(".")):
        assert mode == "ro"
        found[place] = (OPS / source).resolve()
    return found


def outside(service: str, inside: str) -> Path:
    """The file of the checkout behind a path in the container."""
    return next(file / inside[len(place) :].lstrip("/") for place, file in mounts(service).items() if place in inside)


def test_both_are_pinned_and_share_the_hosts_network() -> None:
    assert set(SERVICES) == {"prometheus", "grafana"}
    for service in SERVICES.values():
        assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+", service["image"])
        assert service["network_mode"] == "host"


def test_prometheus_gets_the_same_command_and_a_file_that_is_there() -> None:
    given = SERVICES["prometheus"]["command"]
    ours = prometheus.command(
        Path("prometheus"), Path("/etc/prometheus/prometheus.yml"), Path("/prometheus"), PortSettings().prometheus
    )
    assert given == ours[1:]
    file = outside("prometheus", "/etc/prometheus/prometheus.yml")
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    for rule_files in content["rule_files"]:
        assert list(file.parent.glob(rule_files))


def test_prometheus_finds_the_relays_token_where_its_file_says_and_alone_may_read_it() -> None:
    (secret,) = SERVICES["prometheus"]["secrets"]
    place = os.path.normpath(Path("/etc/prometheus") / prometheus.SHIPPED_TOKEN_FILE)
    assert (secret["target"], secret["mode"]) == (place, "0400")
    assert COMPOSE["secrets"] == {secret["source"]: {"environment": "IGNIS_ALERTS_TOKEN"}}
    assert "secrets" not in SERVICES["grafana"]


def test_grafana_gets_the_same_settings_and_files_that_are_there() -> None:
    given: dict[str, str] = SERVICES["grafana"]["environment"]
    ours = grafana.settings(Path("/x"), PortSettings(), f"http://127.0.0.1:{PortSettings().prometheus}")
    of_the_image = {"GF_PATHS_DATA", "GF_PATHS_LOGS", "GF_PATHS_PLUGINS", "GF_LOG_MODE"}  # it has places for these
    assert given.keys() == ours.keys() - of_the_image
    paths = {name for name, value in given.items() if value.startswith("/")}
    for name in paths:
        assert outside("grafana", given[name]) == Path(ours[name])
        assert Path(ours[name]).exists(), name
    assert {name: given[name] for name in given.keys() - paths} == {name: ours[name] for name in given.keys() - paths}
