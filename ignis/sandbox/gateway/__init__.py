"""The websocket side of the local Discord."""

from ignis.sandbox.gateway.hub import Gateway, GatewayRules

__all__ = ["Gateway", "GatewayRules"]
