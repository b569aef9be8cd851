"""What passes between the bot and Discord, counted: since the client began, whenever this is put in place."""

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.discord_metrics import GatewayCollector, RestMetrics
from ignis.bot.gateway.session_starts import SessionStarts
from ignis.bot.wiring.context import BotContext
from ignis.runtime.resilience.circuit import Circuit


def watch_discord(ground: BotContext, client: IgnisClient, rest: Circuit) -> SessionStarts:
    """What is returned is to be run."""
    starts = SessionStarts(client, rest, ground.log, every=ground.settings.checks.deep_every)
    ground.registry.register(GatewayCollector(client, starts))
    client.rest_watch.tell(RestMetrics(ground.registry, ground.traces.exemplars))
    return starts
