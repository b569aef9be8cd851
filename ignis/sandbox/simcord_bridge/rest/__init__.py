"""Discord's REST where simcord lacks it: importing this registers the routes with simcord's router."""

from ignis.sandbox.simcord_bridge.rest import commands, members, pins, start

__all__ = ["commands", "members", "pins", "start"]
