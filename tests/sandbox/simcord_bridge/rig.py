"""A simulation without HTTP in front of it, on a clock that a test turns."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from ignis.sandbox import rules
from ignis.sandbox.errors import ApiError
from ignis.sandbox.simcord_bridge import ApiRequest, Simulation
from ignis.sandbox.world import SEED

COMMANDS = SEED.channel("servitor-terminal").id
MEMBER = SEED.member("Cassian").id


@dataclass
class SteppedClock:
    """Stands still until it is told to go on."""

    seconds: float = 0.0
    start: datetime = field(default_factory=lambda: datetime(2026, 11, 1, tzinfo=UTC))

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


def simulation_at(clock: SteppedClock) -> Simulation:
    return Simulation(SEED, clock, Random(1), "webhook-token")


def ask(simulation: Simulation, request: ApiRequest) -> Any:
    """As RestApi does, without HTTP."""
    simulation.check_access(request)
    files = [rules.UploadedFile(upload.filename, len(upload.content)) for upload in request.files]
    refusal = rules.check_request(
        request.method, request.path, request.json, files=files, reason=request.reason, view=simulation.view
    )
    if refusal is not None:
        raise ApiError(refusal.status, refusal.code, refusal.message, refusal.errors)
    return simulation.request(request)


def reply(simulation: Simulation, record: Any) -> Any:
    path = f"/interactions/{record.id}/{record.token}/callback"
    return ask(simulation, ApiRequest("POST", path, {"type": 5, "data": {}}))


def edit(simulation: Simulation, record: Any) -> Any:
    path = f"/webhooks/{SEED.bot.id}/{record.token}/messages/@original"
    return ask(simulation, ApiRequest("PATCH", path, {"content": "done", "nonce": "1", "enforce_nonce": True}))


def refusal_code(act: Any) -> int | None:
    try:
        act()
    except ApiError as refusal:
        return refusal.code
    return None
