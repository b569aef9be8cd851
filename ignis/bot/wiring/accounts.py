"""The way to members' Roblox accounts."""

from ignis.adapters.linked_accounts.service import Retries
from ignis.bot.members.account_sources import AccountParts, AccountSources
from ignis.bot.metrics import AccountMetrics, SourceMetrics
from ignis.bot.wiring.context import BotContext


def build_sources(ground: BotContext) -> AccountSources:
    """Nobody can be asked before it is opened."""
    rules = ground.settings.accounts
    parts = AccountParts(
        database=ground.database,
        circuits=ground.circuits,
        metrics=SourceMetrics(ground.registry, ground.traces.exemplars),
        remembering=AccountMetrics(ground.registry),
        rules=rules,
        retries=Retries(within_s=rules.timeout),
        clock=ground.clock,
        log=ground.log,
    )
    return AccountSources(parts)
