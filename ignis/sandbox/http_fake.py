"""What the fakes of outside services share: faults, and a limit of calls (limits.py counts them)."""

import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.faults import Fault, Faults
from ignis.sandbox.http_faults import break_request, late
from ignis.sandbox.limits import Bucket, Window

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

RETRY_AFTER: Final = 2
"""Seconds that the kind `retry-after` asks for."""

PENDING: Final = web.RequestKey("pending", bool)
"""The key in a request under which its handler finds whether pictures are not rendered yet."""

_TOO_MANY: Final = 429
_PASSED_ON: Final = frozenset({"slow", "pending"})  # the handler answers all the same


class ErrorDialect(Protocol):
    """How a service words its errors."""

    def error(self, status: int) -> web.Response:
        """The service's own answer of a status that means trouble."""
        ...


def breakable(
    handler: Handler, *, targets: Sequence[str], faults: Faults, clock: Clock, dialect: ErrorDialect
) -> Handler:
    """Wrap `handler`: while a fault of one of the `targets` is active, requests fail as that fault says."""

    async def handle(request: web.Request) -> web.StreamResponse:
        found = (fault for target in targets if (fault := faults.take(target, clock.monotonic())) is not None)
        fault = next(found, None)
        if fault is not None and fault.kind not in _PASSED_ON:
            return await _broken(request, fault, dialect)
        if fault is not None and fault.kind == "slow":
            await late(fault)
        request[PENDING] = fault is not None and fault.kind == "pending"
        return await handler(request)

    return handle


async def _broken(request: web.Request, fault: Fault, dialect: ErrorDialect) -> web.StreamResponse:
    if fault.kind == "retry-after":
        response = dialect.error(_TOO_MANY)
        response.headers["Retry-After"] = str(math.ceil(fault.delay or RETRY_AFTER))
        return response
    return dialect.error(fault.status) if fault.status is not None else await break_request(request, fault.kind)


def budget(most: int, per: float) -> Bucket:
    """Allow `most` calls in `per` seconds to each caller that a route key names."""
    return Bucket((Window(most, per),), counts_globally=False)
