"""The websocket side of the local Discord."""

from ignis.sandbox.gateway.hub import Gateway
from ignis.sandbox.gateway.rules import GatewayRules

__all__ = ["Gateway", "GatewayRules"]
