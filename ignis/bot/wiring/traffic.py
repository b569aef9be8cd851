"""What passes between the bot and Discord, counted: since the client began, whenever this is put in place."""

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.identify_quota import IdentifyQuota
from ignis.bot.gateway.metrics import GatewayCollector
from ignis.bot.rest.metrics import RestMetrics
from ignis.bot.wiring.context import BotContext
from ignis.runtime.resilience.circuit import Circuit


def watch_discord(ground: BotContext, client: IgnisClient, rest: Circuit) -> IdentifyQuota:
    """What is returned is to be run."""
    quota = IdentifyQuota(client, rest, ground.log, every=ground.settings.checks.deep_every)
    ground.registry.register(GatewayCollector(client, quota))
    client.requests.attach(RestMetrics(ground.registry, ground.traces.keep))
    return quota
