"""What the fakes of outside services share: being broken on purpose, and a budget of calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from ignis.sandbox.faults import Fault, Faults
from ignis.sandbox.http_faults import break_request

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Clock = Callable[[], float]


def breakable(handler: Handler, *, target: str, faults: Faults, clock: Clock) -> Handler:
    """`handler`, as long as no fault of `target` is active; the fault's own behaviour while one is."""

    async def handle(request: web.Request) -> web.StreamResponse:
        fault = faults.active(target, clock())
        return await handler(request) if fault is None else await _broken(request, fault)

    return handle


async def _broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.status is not None:
        return web.json_response({"error": f"the sandbox was asked to answer {fault.status}"}, status=fault.status)
    return await break_request(request, fault.kind)


@dataclass
class Budget:
    """`most` calls in `per` seconds for each caller, by fixed windows."""

    most: int
    per: float
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict[str, tuple[float, int]])

    def spend(self, caller: str, now: float) -> bool:
        """Whether this call was still within the budget."""
        ends, used = self._window(caller, now)
        if used >= self.most:
            return False
        self._windows[caller] = (ends, used + 1)
        return True

    def left(self, caller: str, now: float) -> int:
        return self.most - self._window(caller, now)[1]

    def resets_in(self, caller: str, now: float) -> float:
        """Seconds."""
        return self._window(caller, now)[0] - now

    def _window(self, caller: str, now: float) -> tuple[float, int]:
        ends, used = self._windows.get(caller, (now, 0))
        return (ends, used) if now < ends else (now + self.per, 0)
