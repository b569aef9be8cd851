"""`endpoints.json` and `sandbox.json` under damage: real files, and the programs that keep them true."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings import ConfigError, Settings
from ignis.runtime.stack import endpoints, sandbox_info, upstreams as outside
from ignis.runtime.stack.process import Exit, Process
from ignis.runtime.stack.republish import upkept
from ignis.runtime.stack.sandbox_info import SandboxInfo
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.redact import Redactor

_DEADLINE = 20.0
URL = "http://127.0.0.1:8472"
INFO = SandboxInfo.model_validate(
    {
        "api_url": f"{URL}/api/v10",
        "gateway_url": "ws://127.0.0.1:8472/gateway",
        "token": "canary-token",
        "application_id": 1,
        "guild_id": 2,
        "alert_webhook": f"{URL}/api/webhooks/1/canary-webhook",
        "bloxlink_url": URL,
        "bloxlink_api_key": "canary-bloxlink",
        "roblox_url": URL,
        "roblox_api_key": "canary-roblox",
    }
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


def readable_log() -> tuple[Logger, list[str]]:
    """A logger, and the lines that it was given."""
    lines: list[str] = []

    def keep(_logger: object, level: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        lines.append(f"{level}: {entry['event']}")
        raise structlog.DropEvent

    logger: Logger = structlog.wrap_logger(None, processors=[keep], wrapper_class=structlog.stdlib.BoundLogger)
    return logger, lines


async def becomes(ask: Callable[[], object]) -> None:
    deadline = time.monotonic() + _DEADLINE
    while not ask():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def told(home: Home) -> dict[str, tuple[str, int]]:
    return {name: (endpoint.url, endpoint.pid) for name, endpoint in endpoints.read(home).items()}


def delete(file: Path) -> None:
    file.unlink()


def fill_with_garbage(file: Path) -> None:
    file.write_text("garbage", encoding="utf-8")


def put_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [delete, fill_with_garbage])
async def test_lost_addresses_come_back_by_themselves(home: Home, damage: Callable[[Path], None]) -> None:
    log, lines = readable_log()
    ours = {"sandbox": (URL, os.getpid()), "ui": (f"{URL}/", os.getpid())}
    async with endpoints.keep_published(home, {"sandbox": URL, "ui": f"{URL}/"}, log):
        assert told(home) == ours
        damage(home.endpoints_file)
        await becomes(lambda: told(home) == ours and lines)
    assert lines == [f"warning: {home.endpoints_file}: was lost or overwritten; written anew"]


async def test_an_entry_of_another_process_is_put_right_and_others_are_left(home: Home) -> None:
    log, _ = readable_log()
    async with endpoints.keep_published(home, {"bot": URL}, log):
        endpoints.publish(home, "relay", "http://127.0.0.1:2", pid=2)
        endpoints.publish(home, "bot", "http://127.0.0.1:1", pid=1)
        await becomes(lambda: told(home) == {"bot": (URL, os.getpid()), "relay": ("http://127.0.0.1:2", 2)})


async def test_what_is_true_is_not_written_again(home: Home) -> None:
    log, lines = readable_log()
    looks: list[bool] = []

    def mend() -> bool:
        looks.append(sandbox_info.read(home) != INFO)
        sandbox_info.write(home, INFO)
        return looks[-1]

    async with upkept(mend, home.sandbox_file, log, every=0.01):
        await becomes(lambda: len(looks) > 3)
    assert looks[:4] == [True, False, False, False]
    assert lines == []
    async with endpoints.keep_published(home, {"bot": URL}, log):
        before = home.endpoints_file.stat().st_ino
        async with endpoints.keep_published(home, {"bot": URL}, log):
            assert home.endpoints_file.stat().st_ino == before


async def test_a_folder_in_its_place_is_one_line_and_overcome_once_it_is_gone(home: Home) -> None:
    log, lines = readable_log()
    home.endpoints_file.mkdir()
    assert endpoints.read(home) == {}
    with pytest.raises(ConfigError, match=r"endpoints\.json: cannot be removed: .*; move it away"):
        endpoints.forget(home)
    async with endpoints.keep_published(home, {"bot": URL}, log):
        assert len(lines) == 1
        assert f"error: {home.endpoints_file}: cannot be written: Is a directory; move what stands there" in lines[0]
        home.endpoints_file.rmdir()
        await becomes(lambda: told(home) == {"bot": (URL, os.getpid())})
    assert len(lines) == 1
    assert [file.name for file in home.run.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize("damage", [delete, fill_with_garbage])
async def test_the_sandboxs_file_comes_back_private(home: Home, damage: Callable[[Path], None]) -> None:
    log, lines = readable_log()
    async with sandbox_info.keep_written(home, INFO, log):
        assert sandbox_info.read(home) == INFO
        damage(home.sandbox_file)
        await becomes(lambda: sandbox_info.read(home) == INFO)
    assert home.sandbox_file.stat().st_mode & 0o777 == 0o600
    assert "canary" not in str(lines)


def process(home: Home) -> Process:
    log, _ = readable_log()
    return Process("bot", Settings(), home.root / "ignis.yaml", home, Secrets(), Redactor(), log)


async def test_a_sandbox_without_its_file_is_named_with_the_way_out(home: Home) -> None:
    sandbox_info.write(home, INFO)
    put_a_folder(home.sandbox_file)
    endpoints.publish(home, "sandbox", URL, pid=os.getpid())
    with pytest.raises(Exit) as refused:
        await outside.resolve(process(home), sandbox_timeout=0.1)
    assert str(refused.value) == (
        f"the sandbox runs (pid {os.getpid()}), but {home.sandbox_file} is missing or not its own: "
        "run `ignis restart sandbox`"
    )
    assert refused.value.code == 70


@pytest.mark.parametrize("pid", [None, 2**22 + 1], ids=["never", "dead"])
async def test_no_sandbox_is_said_to_be_none(home: Home, pid: int | None) -> None:
    if pid is not None:
        endpoints.publish(home, "sandbox", URL, pid=pid)
    with pytest.raises(Exit, match=r"DISCORD_TOKEN is not set and no sandbox runs in "):
        await outside.resolve(process(home), sandbox_timeout=0.1)
