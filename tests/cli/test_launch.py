"""What `ignis up` decides before it starts anything."""

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from ignis.cli import launch
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import ConfigError, PortSettings


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "ignis.yaml"
    config.write_text("restarts:\n  reset_after: 7\n", encoding="utf-8")
    return {"IGNIS_CONFIG": str(config), "PATH": os.environ["PATH"]}


def plan(tmp_path: Path, environ: dict[str, str], *, sandbox: bool = False) -> launch.LaunchPlan:
    return launch.plan(Home(tmp_path / "home"), environ, auto_ports=True, sandbox=sandbox)


def test_without_a_token_the_sandbox_is_started_and_told_to_the_programs(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    made = plan(tmp_path, environ)
    assert made.sandbox
    assert made.environ["IGNIS_WITH_SANDBOX"] == "true"
    assert made.environ["IGNIS_HOME"] == str(tmp_path / "home")
    assert made.environ["IGNIS_PYTHON"] == sys.executable
    assert made.environ["IGNIS_PORTS"] == ",".join(f"{name}={port}" for name, port in made.ports)
    assert json.loads(made.environ["IGNIS_RESTARTS"])["reset_after"] == 7
    assert not (tmp_path / "home").exists(), "nothing is made yet"


def test_with_a_token_there_is_no_sandbox_unless_it_is_asked_for(tmp_path: Path, environ: dict[str, str]) -> None:
    environ |= {"DISCORD_TOKEN": "canary-token", "BLOXLINK_API_KEY": "canary-key"}
    assert not plan(tmp_path, environ).sandbox
    asked = plan(tmp_path, environ, sandbox=True)
    assert asked.sandbox
    assert (asked.environ["DISCORD_TOKEN"], asked.environ["BLOXLINK_API_KEY"]) == ("", "")


def test_a_taken_port_is_known_before_anything_starts(tmp_path: Path, environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        environ["IGNIS_PORTS"] = ",".join(
            f"{name}={holder.getsockname()[1]}" for name in PortSettings.model_fields if name == "relay"
        )
        with pytest.raises(ConfigError, match=r"port \d+ \(relay\) is taken"):
            launch.plan(Home(tmp_path / "home"), environ, auto_ports=False, sandbox=False)


def test_a_port_of_a_program_that_is_not_wanted_may_be_taken(tmp_path: Path, environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        free = plan(tmp_path, environ).ports
        chosen = free.model_copy(update={"grafana": holder.getsockname()[1]})
        environ["IGNIS_PORTS"] = ",".join(f"{name}={port}" for name, port in chosen)
        made = launch.plan(Home(tmp_path / "home"), environ, auto_ports=False, sandbox=False)
    assert made.ports == chosen
    assert made.companions == ()


def test_a_wrong_configuration_is_one_line(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "ignis.yaml").write_text("restart: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1: `restart`: not a known key; expected one of: restarts"):
        plan(tmp_path, environ)


def test_the_state_of_a_sandbox_never_reaches_discord(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "home").mkdir()
    Home(tmp_path / "home").sandbox_mark.touch()
    assert plan(tmp_path, environ).sandbox
    with pytest.raises(ConfigError, match=r"home holds the state of a sandbox, which must not reach Discord"):
        plan(tmp_path, environ | {"DISCORD_TOKEN": "canary-token"})
