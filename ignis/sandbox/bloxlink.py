"""A Bloxlink v4 that knows the seeded world: linked, not linked, bad key, daily budget."""

from collections.abc import Callable

from aiohttp import web

from ignis.sandbox.faults import Faults
from ignis.sandbox.world import WorldSpec


def routes(world: WorldSpec, faults: Faults, clock: Callable[[], float], key: str) -> list[web.RouteDef]:
    """The handlers under Bloxlink's own paths (/v4/public/...), to be mounted where the caller wants."""
    return []
