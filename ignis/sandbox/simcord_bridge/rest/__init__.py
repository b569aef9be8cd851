"""Discord's REST where simcord lacks it: importing this registers the routes with simcord's router."""

from ignis.sandbox.simcord_bridge.rest import application, commands, members, pins, start

__all__ = ["application", "commands", "members", "pins", "start"]
