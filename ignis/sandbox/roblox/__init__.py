"""A Roblox that knows the seeded world, in both its dialects: Open Cloud v2 and the legacy web API."""

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.faults import Faults
from ignis.sandbox.http_fake import ErrorDialect, Handler, breakable
from ignis.sandbox.roblox import legacy, open_cloud
from ignis.sandbox.world.accounts import Accounts

__all__ = ["routes"]

_ALL = "roblox"


def routes(accounts: Accounts, faults: Faults, clock: Clock, key: str) -> list[web.RouteDef]:
    """The handlers of all hosts in one tree, to be mounted where the caller wants.

    Open Cloud keeps its own paths (/cloud/v2/...); each legacy host is a folder named after its first label
    (groups.roblox.com is /groups), and a target of faults of its own. `key` is the Open Cloud key that is accepted.
    """

    def route(method: str, path: str, handler: Handler, dialect: ErrorDialect) -> web.RouteDef:
        service = f"{_ALL}-{path.split('/')[1]}"
        able = breakable(handler, targets=[service, _ALL], faults=faults, clock=clock, dialect=dialect)
        return web.route(method, path, able)

    cloud = open_cloud.OpenCloud(accounts, key, clock).table()
    old = legacy.Legacy(accounts, clock).table()
    return [route(*row, open_cloud.OpenCloudErrors()) for row in cloud] + [
        route(*row, legacy.LegacyErrors()) for row in old
    ]
