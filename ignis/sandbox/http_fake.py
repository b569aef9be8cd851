"""What the fakes of outside services share: being broken on purpose, and a budget of calls (limits.py counts it)."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from ignis.sandbox.faults import Fault, Faults
from ignis.sandbox.http_faults import break_request, late
from ignis.sandbox.limits import Bucket, Window

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Clock = Callable[[], float]


def breakable(handler: Handler, *, target: str, faults: Faults, clock: Clock) -> Handler:
    """`handler`, as long as no fault of `target` is active; the fault's own behaviour while one is."""

    async def handle(request: web.Request) -> web.StreamResponse:
        fault = faults.active(target, clock())
        if fault is not None and fault.kind != "slow":
            return await _broken(request, fault)
        if fault is not None:
            await late()
        return await handler(request)

    return handle


async def _broken(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.status is not None:
        return web.json_response({"error": f"the sandbox was asked to answer {fault.status}"}, status=fault.status)
    return await break_request(request, fault.kind)


def budget(most: int, per: float) -> Bucket:
    """`most` calls in `per` seconds for whoever the route key names."""
    return Bucket((Window(most, per),), counts_globally=False)
