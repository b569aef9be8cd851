"""A Roblox that knows the seeded world, in both its dialects: Open Cloud and the legacy web API."""

from collections.abc import Callable

from aiohttp import web

from ignis.sandbox.faults import Faults
from ignis.sandbox.world import WorldSpec


def routes(world: WorldSpec, faults: Faults, clock: Callable[[], float], key: str) -> list[web.RouteDef]:
    """The handlers under the paths of the real hosts, to be mounted where the caller wants."""
    return []
