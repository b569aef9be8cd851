"""Invariants over all checks."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

import probes.checks
from ignis.domain.health.overview import FOR_OPERATORS
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import project_root
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.upstreams import AccountHosts, Upstreams
from probes.checks.base import Cadence, Context
from probes.exporter.schedule.catalogue import checks
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.restarts.control import SupervisorControl
from tests.probes.stand_ins import answering, context_for, new_home, raw_server


def test_every_check_file_is_in_the_catalogue_under_its_own_name() -> None:
    folder = Path(next(iter(probes.checks.__path__)))
    files = {file.stem for file in folder.glob("*.py")} - {"__init__", "base"}
    assert {check.name for check in checks()} == files
    assert len(checks()) == len(files)


def test_reasons_are_fit_for_labels() -> None:
    assert all(re.fullmatch(r"[a-z][a-z_]*", reason) for reason in CheckReason)


def everybody_at(url: str) -> Upstreams:
    """Discord, Bloxlink and Roblox, all configured, all at `url`."""
    accounts = AccountHosts(url, SecretStr("k"), url, SecretStr("k"))
    return Upstreams(url, url, SecretStr("t"), 1, None, sandbox=False, accounts=accounts)


@asynccontextmanager
async def stack_at(home: Home, url: str) -> AsyncGenerator[Context]:
    """A stack whose bot and whose outside are whoever listens at `url`, with no supervisord."""
    endpoints.publish(home, "bot", url, pid=os.getpid())
    async with context_for(home, outside=everybody_at(url)) as context:
        yield replace(context, control=SupervisorControl(home.supervisor_socket, 0.3), timeout_s=0.3)


@asynccontextmanager
async def nobody(home: Home) -> AsyncGenerator[Context]:
    async with raw_server(b"") as url:
        pass
    async with stack_at(home, url) as context:
        yield context


@asynccontextmanager
async def the_deaf(home: Home) -> AsyncGenerator[Context]:
    async with raw_server(None) as url, stack_at(home, url) as context:
        yield context


@asynccontextmanager
async def somebody_else(home: Home) -> AsyncGenerator[Context]:
    async with answering('{"status": "ok", "ready": true}') as url, stack_at(home, url) as context:
        yield context


@asynccontextmanager
async def nothing_yet(home: Home) -> AsyncGenerator[Context]:
    async with context_for(home) as context:
        yield context


World = Callable[[Home], AbstractAsyncContextManager[Context]]


@pytest.mark.parametrize("world", [nobody, the_deaf, somebody_else, nothing_yet])
@pytest.mark.parametrize("name", [check.name for check in checks()])
async def test_no_check_is_green_without_an_answer(tmp_path: Path, world: World, name: str) -> None:
    home = new_home(tmp_path / "var")
    (check,) = (each for each in checks() if each.name == name)
    async with world(home) as context:
        if name == "disk":
            shutil.rmtree(home.root)  # its answer is the file system's
        run = asyncio.create_task(check.run(context))
        done, _ = await asyncio.wait({run}, timeout=10)
    assert done, "it does not end by itself"
    result: CheckResult = run.result()
    assert result.status is not CheckStatus.OK, result
    assert result.reason is not CheckReason.NONE
    assert result.detail
    assert "\n" not in result.detail


def test_what_leaves_the_machine_is_asked_seldom() -> None:
    seldom = {check.name for check in checks() if check.every is Cadence.DEEP}
    assert seldom >= {"discord_api", "bloxlink", "roblox", "commands", "clock"}


def test_every_check_is_documented() -> None:
    page = (project_root() / "docs" / "health-checks.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \| .* \| .* \|", page, re.MULTILINE)) >= {check.name for check in checks()}


def test_checks_that_members_are_spared_exist() -> None:
    assert {check.name for check in checks()} >= FOR_OPERATORS
