"""What this gateway allows, and how fast it is."""

from dataclasses import dataclass

from ignis.sandbox.gateway.protocol import PRIVILEGED


@dataclass(frozen=True)
class GatewayRules:
    """Times in seconds. `allowed` are the privileged intents switched on for the application at first.

    `starts` sessions may begin in `starts_per`. The whole list of a server's members may be had once in
    `member_list_interval`; 0 for as often as one likes.
    https://docs.discord.com/developers/events/gateway-events#request-guild-members
    """

    heartbeat_interval: float = 41.25
    identify_interval: float = 5.0
    allowed: frozenset[str] = frozenset(PRIVILEGED)
    starts: int = 1000
    starts_per: float = 86_400.0
    member_list_interval: float = 30.0
