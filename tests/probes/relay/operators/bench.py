"""The relay's operator routes over real HTTP, on a real relay.db."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from ignis.runtime.stack.alerts_token import AlertsToken
from ignis.runtime.stack.control_token import ControlTokenFile, read_token
from ignis.runtime.telemetry.redact import Redactor
from probes.relay.action_log import ActionLog
from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.observations import Condition, EndedProcess, EndingKind, ProcessEnding
from probes.relay.operators.desk import OperatorDesk
from probes.relay.operators.restarts import ProgramRestarts
from probes.relay.operators.routes import operator_routes
from probes.relay.server import application
from probes.relay.watch.alert_intake import AlertIntake
from tests.probes.relay.rig import T0, RelayBench, relay_bench

DIED = EndedProcess("bot", 1, ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"), T0, "last words")
VULKAN = {"name": "Vulkan", "discord_id": 42}
ROOT = {"name": "root"}
SECRET = "canary-in-a-log"


def desk_of(bench: RelayBench) -> tuple[OperatorDesk, ActionLog]:
    actions, redactor = ActionLog(bench.storage.database), Redactor()
    redactor.add(SECRET)
    restarts = ProgramRestarts(bench.home, bench.control, bench.log, head_start_s=0)
    desk = OperatorDesk(bench.manager, actions, restarts, bench.home.log, redactor, clock=bench.clock, log=bench.log)
    return desk, actions


@dataclass
class OperatorBench:
    relay: RelayBench
    desk: OperatorDesk
    actions: ActionLog
    http: TestClient[Any, Any]
    token: str

    async def order(self, method: str, path: str, body: object = None, **more: Any) -> tuple[int, dict[str, Any]]:
        """Status and answer; a body without `by` is Vulkan's."""
        order = {"by": VULKAN, **more} if body is None else body
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.http.request(method, path, json=order, headers=headers) as answer:
            return answer.status, await answer.json()

    async def red(self, name: str) -> Incident:
        """The incident of a check that became red."""
        now = self.relay.clock.now()
        await self.relay.manager.handle([Condition(IncidentKind.CHECK, name, wrong=True, since=now, at=now, text="x")])
        return self.relay.manager.state.open[f"check:{name}"]

    async def green(self, name: str) -> None:
        now = self.relay.clock.now()
        await self.relay.manager.handle([Condition(IncidentKind.CHECK, name, wrong=False, since=now, at=now)])


@asynccontextmanager
async def operator_bench(folder: Path) -> AsyncGenerator[OperatorBench]:
    async with relay_bench(folder) as bench:
        desk, actions = desk_of(bench)
        file = bench.home.control_token_file
        token = ControlTokenFile(file)
        token.create()
        alerts = AlertIntake(
            bench.manager,
            AlertsToken(Path("alerts.token"), "canary-token-for-alerts"),
            Redactor(),
            clock=bench.clock,
            metrics=bench.metrics,
            log=bench.log,
        )
        app = application(bench.told, bench.manager, alerts, bench.registry, desk=desk, actions=actions)
        app.add_routes(operator_routes(desk, actions, token))
        async with TestClient(TestServer(app)) as http:
            yield OperatorBench(bench, desk, actions, http, read_token(file) or "")
