"""A Roblox that knows the seeded world, in both its dialects: Open Cloud v2 and the legacy web API."""

from aiohttp import web

from ignis.sandbox.faults import Faults
from ignis.sandbox.http_fake import Clock, breakable
from ignis.sandbox.roblox.legacy import Legacy
from ignis.sandbox.roblox.open_cloud import OpenCloud
from ignis.sandbox.roblox.people import People
from ignis.sandbox.world import WorldSpec

__all__ = ["routes"]


def routes(world: WorldSpec, faults: Faults, clock: Clock, key: str) -> list[web.RouteDef]:
    """The handlers of all hosts in one tree, to be mounted where the caller wants; `clock` in seconds, monotonic.

    Open Cloud keeps its own paths (/cloud/v2/...); each legacy host is a folder named after its first label
    (groups.roblox.com is /groups). `key` is the Open Cloud key that is accepted.
    """
    people = People(world)
    table = [*OpenCloud(people, key, clock).table(), *Legacy(people, clock).table()]
    return [
        web.route(method, path, breakable(handler, target="roblox", faults=faults, clock=clock))
        for method, path, handler in table
    ]
