"""A Bloxlink v4 that knows the seeded world: linked, not linked, bad key, daily budget."""

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.faults import Faults
from ignis.sandbox.http_fake import breakable, budget
from ignis.sandbox.limits import RateLimiter
from ignis.sandbox.world import WorldSpec
from ignis.sandbox.world.accounts import Accounts

CALLS_A_DAY = 2000
_DAY_S = 86_400.0
_TOO_MANY = 429
_WORDS = {_TOO_MANY: "You have reached your daily request quota", 403: "Forbidden"}


def routes(world: WorldSpec, accounts: Accounts, faults: Faults, clock: Clock, key: str) -> list[web.RouteDef]:
    """The handlers under Bloxlink's own path, to be mounted where the caller wants."""
    dialect = BloxlinkErrors()
    limiter, a_day = RateLimiter(), budget(CALLS_A_DAY, _DAY_S)

    async def discord_to_roblox(request: web.Request) -> web.StreamResponse:
        given = request.headers.get("Authorization")
        if given != key:
            message = "Invalid API Key" if given else "You must provide an api-key"
            return web.json_response({"error": message}, status=401)
        if not limiter.take(key, a_day, clock.monotonic()).allowed:
            return dialect.error(_TOO_MANY)
        user = int(request.match_info["user"])
        if user in accounts.odd:
            return web.json_response(accounts.odd[user].body, status=accounts.odd[user].status)
        roblox_id = accounts.links.get(user)
        if roblox_id is None or int(request.match_info["guild"]) != world.guild_id:
            return web.json_response({"error": "User not found"}, status=404)
        return web.json_response({"robloxID": str(roblox_id), "resolved": {}})

    handler = breakable(discord_to_roblox, targets=["bloxlink"], faults=faults, clock=clock, dialect=dialect)
    return [web.get(r"/v4/public/guilds/{guild:\d+}/discord-to-roblox/{user:\d+}", handler)]


class BloxlinkErrors:
    def error(self, status: int) -> web.Response:
        text = _WORDS.get(status, "Internal Server Error")
        return web.json_response({"error": text}, status=status)
