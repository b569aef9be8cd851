import stat
from pathlib import Path

import pytest

from ignis.cli import launch
from ignis.cli.errors import USAGE, CliError
from ignis.cli.up import companions_named
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import ConfigError
from probes.companions import COMPANIONS, installed
from probes.companions.installed import find, how_to_get


def program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text("#!/bin/sh\n", encoding="ascii")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def test_what_stands_on_path_is_found_before_what_packages_bring(tmp_path: Path) -> None:
    theirs = program(tmp_path / "packages", "prometheus")
    assert find("prometheus", "/nowhere", behind=str(theirs.parent)) == theirs
    ours = program(tmp_path / "bin", "prometheus")
    assert find("prometheus", str(ours.parent), behind=str(theirs.parent)) == ours


def test_grafana_has_two_names(tmp_path: Path) -> None:
    old = program(tmp_path, "grafana-server")
    assert find("grafana", str(tmp_path), behind="") == old
    new = program(tmp_path, "grafana")
    assert find("grafana", str(tmp_path), behind="") == new


@pytest.mark.parametrize("companion", COMPANIONS)
def test_one_that_is_missing_is_said_in_one_line_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, companion: str
) -> None:
    assert find(companion, str(tmp_path), behind="") is None
    monkeypatch.setattr(installed.find, "__kwdefaults__", {"behind": ""})
    with pytest.raises(ConfigError) as caught:
        launch.plan(Home(tmp_path), {"PATH": str(tmp_path)}, auto_ports=True, sandbox=True, companions=[companion])
    assert str(caught.value) == how_to_get(companion)
    assert "\n" not in how_to_get(companion)
    assert "ops/compose.yaml" in how_to_get(companion)


def test_how_prometheus_is_got_is_a_command() -> None:
    assert "apt-get install prometheus" in how_to_get("prometheus")


def test_the_value_of_with() -> None:
    assert companions_named("") == ()
    assert companions_named("grafana, prometheus") == ("grafana", "prometheus")
    with pytest.raises(CliError, match="--with: there is no 'graphite'; there are prometheus, grafana") as caught:
        companions_named("prometheus,graphite")
    assert caught.value.code == USAGE
