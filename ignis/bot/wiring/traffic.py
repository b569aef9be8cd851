"""Counts what passes between the bot and Discord, from the client's beginning on."""

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.identify_quota import IdentifyQuota
from ignis.bot.gateway.metrics import GatewayCollector
from ignis.bot.rest.metrics import RestMetrics
from ignis.bot.wiring.context import BotContext
from ignis.runtime.resilience.circuit import Circuit


def watch_discord(context: BotContext, client: IgnisClient, rest: Circuit) -> IdentifyQuota:
    """Run what is returned."""
    quota = IdentifyQuota(client, rest, context.log, every=context.settings.checks.deep_every)
    context.registry.register(GatewayCollector(client, quota))
    client.requests.attach(RestMetrics(context.registry, context.traces.keep))
    return quota
