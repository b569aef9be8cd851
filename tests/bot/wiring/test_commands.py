"""Every command is built over the real use cases, and counted from zero before anybody asks."""

from ignis.adapters.stores.orders import SqliteOrders
from ignis.bot.gateway.client import IgnisClient
from ignis.bot.members.receipts import OrderReceipts
from ignis.bot.wiring.accounts import accounts_connection
from ignis.bot.wiring.commands import open_commands
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.maintenance import open_maintenance
from ignis.bot.wiring.roles import build_role_work
from ignis.runtime.resilience.circuit import Circuit


async def test_commands_and_buttons_are_built_and_start_at_zero(
    context: BotContext, client: IgnisClient, rest: Circuit
) -> None:
    accounts = accounts_connection(context)
    role_work = build_role_work(context, client, rest, accounts)
    async with open_maintenance(context, client, rest) as maintenance:
        receipts = OrderReceipts(SqliteOrders(context.database), context.log)
        with open_commands(
            context, client, maintenance=maintenance, role_work=role_work, accounts=accounts, receipts=receipts
        ) as built:
            client.equip(built)
    names = {command.qualified_name for command in client.tree.get_commands()}
    assert {"userinfo", "points", "rank", "config", "health", "sync", "why"} <= names
    assert list(built.buttons)
    registry = context.registry
    asked = {"command": "points add", "outcome": "direct"}
    assert registry.get_sample_value("ignis_bot_interactions_total", asked) == 0
    repaired = {"recovery": "reopen-database", "outcome": "repaired"}
    assert registry.get_sample_value("ignis_recoveries_total", repaired) == 0
