"""The sandbox as one web application: Discord's REST and gateway, Roblox, Bloxlink, the control API, the front page."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.stack.sandbox_info import SandboxInfo
from ignis.runtime.telemetry.logs import Logger
from ignis.sandbox import bloxlink, roblox
from ignis.sandbox.bot_control.process import BotProcess
from ignis.sandbox.cdn import Cdn
from ignis.sandbox.control import ControlApi, explained
from ignis.sandbox.control.views import Views
from ignis.sandbox.faults import Faults
from ignis.sandbox.gateway import Gateway, GatewayRules
from ignis.sandbox.guard import only_from_here
from ignis.sandbox.limits import RateLimiter
from ignis.sandbox.rest import RestApi
from ignis.sandbox.rest.api import ServedRequest
from ignis.sandbox.rest.body import LARGEST_BODY
from ignis.sandbox.simcord_bridge import ChannelPages, Simulation
from ignis.sandbox.traffic.witness import NoWitness, Witness
from ignis.sandbox.world import WorldSpec
from ignis.sandbox.world.accounts import Accounts

_PAGE = Path(__file__).parent / "page"


@dataclass(frozen=True)
class Keys:
    """The secrets a sandbox accepts. They guard nothing of worth, but they are checked as the real ones are."""

    token: str
    webhook_token: str
    bloxlink: str
    roblox: str


@dataclass(frozen=True)
class Sandbox:
    spec: WorldSpec
    keys: Keys
    simulation: Simulation
    gateway: Gateway
    faults: Faults
    pages: ChannelPages
    app: web.Application
    served: Collection[ServedRequest]

    def info(self, url: str) -> SandboxInfo:
        """How to reach it when it is served at `url`."""
        webhook = f"{url}/api/v10/webhooks/{self.spec.webhook.id}/{self.keys.webhook_token}"
        return SandboxInfo.model_validate(
            {
                "api_url": f"{url}/api/v10",
                "gateway_url": f"ws{url.removeprefix('http')}/gateway",
                "token": self.keys.token,
                "application_id": self.spec.bot.id,
                "guild_id": self.spec.guild_id,
                "alert_webhook": webhook,
                "bloxlink_url": f"{url}/bloxlink",
                "bloxlink_api_key": self.keys.bloxlink,
                "roblox_url": f"{url}/roblox",
                "roblox_api_key": self.keys.roblox,
            }
        )


def build(
    spec: WorldSpec,
    keys: Keys,
    clock: Clock,
    log: Logger,
    *,
    preview_port: int,
    rules: GatewayRules | None = None,
    home: Home | None = None,
    witness: Witness | None = None,
    bot: BotProcess | None = None,
    role_map: str = "roles_ranks.json",
    alert_language: str = "en",
) -> Sandbox:
    """Nothing runs yet; serve `app`, and close `pages` at the end.

    `home` is where the bot publishes its pid, which the page shows; `bot` is its process, which the page may kill;
    `role_map` is the name of the file that a reset removes; `alert_language` is the relay's, which the page tells.
    """
    witness = witness or NoWitness()
    faults = Faults()
    simulation = Simulation(spec, clock, SystemRandom(), keys.webhook_token, faults)
    accounts = Accounts(spec)
    gateway = Gateway(simulation, faults, clock, keys.token, rules or GatewayRules(), witness)
    rest = RestApi(simulation, faults, RateLimiter(), clock, keys.token, gateway, log, witness)
    pages = ChannelPages(simulation, preview_port)
    app = web.Application(middlewares=[only_from_here, explained], client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/api/{path:.+}", rest.handle)
    app.on_shutdown.append(_closing(gateway))
    app.router.add_get("/gateway", gateway.handle)
    app.router.add_get("/gateway/", gateway.handle)
    views = Views(simulation, gateway, pages, home, rest.served, alert_language)
    control = ControlApi(simulation, accounts, gateway, faults, pages, clock, views, bot, role_map)
    app.add_routes(control.routes())
    app.add_routes(Cdn(simulation).routes())
    _mount(app, "/roblox", roblox.routes(accounts, faults, clock, keys.roblox))
    _mount(app, "/bloxlink", bloxlink.routes(spec, accounts, faults, clock, keys.bloxlink))
    app.router.add_get("/", _file("index.html"))
    app.router.add_static("/page", _PAGE)
    return Sandbox(spec, keys, simulation, gateway, faults, pages, app, rest.served)


def _closing(gateway: Gateway) -> Callable[[web.Application], Awaitable[None]]:
    async def close(_: web.Application) -> None:
        gateway.close()

    return close


def _mount(app: web.Application, prefix: str, routes: list[web.RouteDef]) -> None:
    service = web.Application()
    service.add_routes(routes)
    app.add_subapp(prefix, service)


def _file(name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(_: web.Request) -> web.FileResponse:
        return web.FileResponse(_PAGE / name, headers={"Cache-Control": "no-cache"})

    return serve
