"""`python -m ignis.sandbox` as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints, sandbox_info
from tests.support.waiting import wait_until as eventually

GIVE_UP = 70


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "ignis.yaml"
    names = ("sandbox", "preview", "bot", "exporter", "relay")
    file.write_text(yaml.safe_dump({"ports": dict(zip(names, _free_ports(len(names)), strict=True))}))
    return file


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def _program(config: Path, home: Path) -> Iterator["subprocess.Popen[str]"]:
    environ = os.environ | {"IGNIS_CONFIG": str(config), "IGNIS_HOME": str(home)}
    command = [sys.executable, "-m", "ignis.sandbox"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


def _ready(home: Home, program: "subprocess.Popen[str]") -> sandbox_info.SandboxInfo:
    def served() -> bool:
        published = endpoints.read(home).get("sandbox")
        return published is not None and published.pid == program.pid

    eventually(served, "the sandbox is published")
    info = sandbox_info.read(home)
    assert info is not None
    return info


def _commands(info: sandbox_info.SandboxInfo, new: object = None) -> Any:
    """Those registered for the guild, after registering `new`."""
    request = urllib.request.Request(  # noqa: S310  the sandbox's own loopback address
        f"{info.api_url}/applications/{info.application_id}/guilds/{info.guild_id}/commands",
        headers={"Authorization": f"Bot {info.token.get_secret_value()}", "Content-Type": "application/json"},
        data=json.dumps(new).encode() if new is not None else None,
        method="GET" if new is None else "PUT",
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def test_its_keys_address_and_commands_survive_kill_9(config: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with _program(config, home.root) as first:
        before = _ready(home, first)
        commands = _commands(before, [{"name": "userinfo", "description": "who"}])
        first.send_signal(signal.SIGKILL)
    with _program(config, home.root) as second:
        assert _ready(home, second) == before
        assert _commands(before) == commands
        page = endpoints.read(home)["ui"].url
        with urllib.request.urlopen(page, timeout=10) as answer:  # noqa: S310  the sandbox's own loopback address
            assert answer.status == 200
    assert home.sandbox_file.stat().st_mode & 0o777 == 0o600


def test_it_stops_when_asked_and_tells_no_secret(config: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with _program(config, home.root) as program:
        info = _ready(home, program)
        program.send_signal(signal.SIGTERM)
        out, log = program.communicate(timeout=20)
    assert program.returncode == 0, log
    for secret in (info.token, info.alert_webhook, info.bloxlink_api_key, info.roblox_api_key):
        value = secret.get_secret_value().rsplit("/", 1)[-1]
        assert value not in out + log
        assert value not in repr(info)


def test_a_taken_port_is_said_in_one_line(config: Path, tmp_path: Path) -> None:
    port = yaml.safe_load(config.read_text())["ports"]["sandbox"]
    with socket.create_server(("127.0.0.1", port)), _program(config, tmp_path / "home") as program:
        _, log = program.communicate(timeout=20)
    assert program.returncode == GIVE_UP
    (line,) = log.strip().splitlines()
    assert line.startswith(f"ignis sandbox: port {port} (sandbox) is taken by ")
    assert line.endswith("or as IGNIS_PORTS=sandbox=PORT in the environment")
    assert "ignis up" not in line, "which would start the whole of Ignis"
