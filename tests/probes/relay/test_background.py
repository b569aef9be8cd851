"""Each piece of background work that is killed by an error comes back, is counted and told; the relay goes on."""

import asyncio
from pathlib import Path

import aiohttp
import structlog
from pydantic import SecretStr
from structlog.testing import capture_logs

from ignis.runtime.base.home import Home
from ignis.runtime.config.secrets import Secrets
from ignis.runtime.config.settings import Settings, project_root
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import Process
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.wiring import main
from tests.support.programs.broken_work import InjectedError, at_work_again, killed, root_of
from tests.support.programs.program import free_port
from tests.support.waiting import eventually

WORK = {
    "circuits file",
    "addresses of companions",
    "published address",
    "reconcile",
    "conditions",
    "memory",
    "events",
    "events of supervisor",
    "alerts",
    "token for alerts",
    "notices",
    "operators",
    "owner of the webhook",
    "outbox",
    "receiver webhook",
    "weekly digest",
    "dead man's switch",
    "relay.db",
    "sign of life",
    "place of relay.db",
}


async def test_each_piece_killed_by_an_error_comes_back_and_the_relay_goes_on(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    home.create()
    further = {"receivers": [{"kind": "webhook"}], "weekly_digest": True}
    settings = Settings.model_validate({"ports": {"relay": free_port()}, "alerts": further})
    nowhere = SecretStr(f"http://127.0.0.1:{free_port()}/")
    secrets = Secrets(ignis_receiver_url=nowhere, ignis_heartbeat_url=nowhere)
    log = structlog.stdlib.get_logger("ignis.relay")
    process = Process("relay", settings, project_root() / "config" / "ignis.yaml", home, secrets, Redactor(), log)
    background = process.background
    with capture_logs() as logged:
        program = asyncio.create_task(main(process))
        await eventually(lambda: {each.name for each in background.views()} == WORK, "all of it has begun")
        for name in sorted(WORK):
            await killed(background, name)
        for name in sorted(WORK):
            await at_work_again(background, name)
        assert not program.done()
        assert await told_by(home) == dict.fromkeys(WORK, 1)
        process.stopping.set()
        await program
    causes = {line["work"]: line["exc_info"] for line in logged if "background work failed" in line["event"]}
    assert set(causes) == WORK
    assert {type(root_of(cause)) for cause in causes.values()} == {InjectedError}


async def told_by(home: Home) -> dict[str, int]:
    """The failures by name, as `/background` and `/metrics` tell them."""
    async with aiohttp.ClientSession(endpoints.read(home)["relay"].url) as http:
        async with http.get("/background") as answer:
            told = {each["name"]: each["failures"] for each in (await answer.json())["background"]}
        async with http.get("/metrics") as answer:
            metrics = await answer.text()
    for name, failures in told.items():
        assert f'ignis_background_failures_total{{work="{name}"}} {failures:.1f}' in metrics
        assert f'ignis_background_failing{{work="{name}"}} 1' in metrics
    return told
