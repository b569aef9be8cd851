"""All roads on which a message may go: the one to Discord first, then those of further receivers."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from probes.relay.notices.notice import Telling
from probes.relay.receivers.receiver import SendOutcome
from probes.relay.receivers.road import Road, RoadStatus


class FirstRoad(Protocol):
    """In the relay it is the `OutboxWorker`."""

    def tell(self, tellings: Sequence[Telling]) -> None: ...


class Watched(Protocol):
    """Something beside the roads whose state is shown with theirs: the dead man's switch."""

    @property
    def status(self) -> RoadStatus: ...


class Roads:
    """A Notifier of the incident manager.

    Example:
        roads = Roads(outbox_worker, [road_to_ntfy])
        roads.tell([telling])
        results = await roads.test("Vulkan", within_s=4)  # {"ntfy": "told"}
    """

    def __init__(self, first: FirstRoad, further: Sequence[Road], beside: Sequence[Watched] = ()) -> None:
        self._first = first
        self._further = further
        self._beside = beside

    @property
    def statuses(self) -> tuple[RoadStatus, ...]:
        return tuple(one.status for one in (*self._further, *self._beside))

    def resume(self, undelivered: Sequence[Telling]) -> None:
        """What Discord had not taken when the run before ended. It may have been told here already: better twice."""
        for road in self._further:
            road.tell(undelivered)

    def tell(self, tellings: Sequence[Telling]) -> None:
        """Returns at once."""
        self._first.tell(tellings)
        for road in self._further:
            road.tell(tellings)

    async def test(self, by: str, within_s: float) -> dict[str, str]:
        """Tries every further receiver, side by side. What came of it, in a few words each. `by` is for people."""
        results = await asyncio.gather(*(_tried(road, by, within_s) for road in self._further))
        return {road.kind: result for road, result in zip(self._further, results, strict=True)}


async def _tried(road: Road, by: str, within_s: float) -> str:
    try:
        async with asyncio.timeout(within_s):
            result = await road.test(by)
    except TimeoutError:
        return f"no answer within {within_s:g} s"
    return "told" if result.outcome is SendOutcome.DELIVERED else f"not told, {result.why}"
