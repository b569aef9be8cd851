"""What passes between the bot and Discord, counted: since the client began, whenever this is put in place."""

from ignis.bot.build.ground import Ground
from ignis.bot.client import IgnisClient
from ignis.bot.discord_metrics import GatewayCollector, RestMetrics
from ignis.bot.session_starts import SessionStarts
from ignis.runtime.resilience.circuit import Circuit


def watch_discord(ground: Ground, client: IgnisClient, rest: Circuit) -> SessionStarts:
    """What is returned is to be run."""
    starts = SessionStarts(client, rest, ground.log, every=ground.settings.checks.deep_every)
    ground.registry.register(GatewayCollector(client, starts))
    client.rest_watch.tell(RestMetrics(ground.registry, ground.traces.keep))
    return starts
