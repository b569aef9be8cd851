"""All calls of the control API, by subject; docs/sandbox.md has an example of each, which a test runs."""

from dataclasses import dataclass

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.bot_control.process import BotProcess
from ignis.sandbox.bot_control.stopwatch import Stopwatch
from ignis.sandbox.control.accounts import AccountCalls
from ignis.sandbox.control.bot import BotCalls
from ignis.sandbox.control.faults import FaultCalls
from ignis.sandbox.control.gateway import GatewayCalls
from ignis.sandbox.control.members import MemberCalls
from ignis.sandbox.control.people import PeopleCalls
from ignis.sandbox.control.reset import ResetCalls
from ignis.sandbox.control.servers import ServerCalls
from ignis.sandbox.control.views import Views
from ignis.sandbox.faults import Faults
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.simcord_bridge import ChannelPages, Simulation
from ignis.sandbox.world.accounts import Accounts


@dataclass(frozen=True)
class ControlApi:
    simulation: Simulation
    accounts: Accounts
    gateway: Gateway
    faults: Faults
    pages: ChannelPages
    clock: Clock
    views: Views
    bot: BotProcess | None
    role_map: str
    """The file's name."""

    def routes(self) -> list[web.RouteDef]:
        watch = Stopwatch()
        return [
            *self.views.routes(),
            *PeopleCalls(self.simulation).routes(),
            *MemberCalls(self.simulation).routes(),
            *ServerCalls(self.simulation).routes(),
            *AccountCalls(self.simulation, self.accounts).routes(),
            *GatewayCalls(self.gateway).routes(),
            *FaultCalls(self.faults, self.gateway, self.clock).routes(),
            *BotCalls(self.gateway, self.clock, self.bot, watch).routes(),
            *ResetCalls(
                self.simulation, self.accounts, self.gateway, self.faults, self.pages, self.bot, self.role_map, watch
            ).routes(),
        ]
