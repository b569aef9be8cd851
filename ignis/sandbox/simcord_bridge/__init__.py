"""The only place that knows simcord, and with it every touch of simcord's private parts.

simcord 3.2.1 keeps a Discord world in memory for tests that run inside one process. The sandbox puts a network in
front of it; see `simulation` for what it offers. tests/sandbox/simcord_bridge/test_simcord_pin.py fails when another
version, or another shape of what is touched here, is installed.
"""

from ignis.sandbox.simcord_bridge.addresses import served_at
from ignis.sandbox.simcord_bridge.feed import EventFeed
from ignis.sandbox.simcord_bridge.menu import menu
from ignis.sandbox.simcord_bridge.pages import ChannelPages
from ignis.sandbox.simcord_bridge.requests import ApiRequest, Upload
from ignis.sandbox.simcord_bridge.rest.created import Created
from ignis.sandbox.simcord_bridge.simulation import Simulation
from ignis.sandbox.simcord_bridge.states.member_list import MemberRequest

__all__ = [
    "ApiRequest",
    "ChannelPages",
    "Created",
    "EventFeed",
    "MemberRequest",
    "Simulation",
    "Upload",
    "menu",
    "served_at",
]
