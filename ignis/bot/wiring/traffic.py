"""Counts what passes between the bot and Discord, from the client's beginning on."""

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.discord_metrics import GatewayCollector, RestMetrics
from ignis.bot.gateway.session_starts import SessionStarts
from ignis.bot.wiring.context import BotContext
from ignis.runtime.resilience.circuit import Circuit


def watch_discord(context: BotContext, client: IgnisClient, rest: Circuit) -> SessionStarts:
    """Run what is returned."""
    starts = SessionStarts(client, rest, context.log, every=context.settings.checks.deep_every)
    context.registry.register(GatewayCollector(client, starts))
    client.rest_watch.tell(RestMetrics(context.registry, context.traces.keep))
    return starts
