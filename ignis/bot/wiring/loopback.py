"""Opens the bot's HTTP server on loopback: what it reports about itself, and recoveries by hand."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.bot.gateway.client import IgnisClient
from ignis.bot.health.bot_state import BotState
from ignis.bot.health.privacy_routes import privacy_routes
from ignis.bot.health.self_checks import SelfChecks
from ignis.bot.health.server import build_app
from ignis.bot.health.trace_routes import trace_routes
from ignis.bot.wiring.accounts import AccountsConnection
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.maintenance import Maintenance
from ignis.bot.wiring.member_list import MemberListWork
from ignis.bot.wiring.roles import RoleWork
from ignis.runtime.base.files import write_atomic
from ignis.runtime.stack import endpoints, http
from ignis.runtime.stack.control_token import ControlToken, new_token
from ignis.services.privacy import Privacy


@asynccontextmanager
async def listening(
    context: BotContext,
    client: IgnisClient,
    *,
    maintenance: Maintenance,
    role_work: RoleWork,
    members: MemberListWork,
    accounts: AccountsConnection,
) -> AsyncGenerator[None]:
    """While the context is open the server answers, and its address is published."""
    process, token = context.process, new_token()
    process.redact.add(token)
    control = ControlToken(token)
    bot_state = BotState(
        client=client,
        commands=maintenance.commands,
        roles=role_work.roles,
        repairs=maintenance.repairs,
        database=context.database,
        role_map=context.role_map,
        lag=process.lag,
        circuits=context.circuits,
        accounts=accounts,
        background=process.background,
        erasures=maintenance.erasures,
        backups=maintenance.backups,
        read_back=members.read_back,
        started_at=context.clock.now(),
    )
    process.health = bot_state
    self_checks = SelfChecks(
        client=client,
        commands=maintenance.commands,
        accounts=accounts,
        repairs=maintenance.repairs,
        clock=context.clock,
        within_s=context.settings.checks.timeout / 2,
    )
    app = build_app(
        bot_state,
        self_checks,
        maintenance.repairs,
        metrics=context.metrics,
        registry=context.registry,
        accounts=accounts,
        control_token=control,
        texts=context.texts,
    )
    privacy = Privacy(SqlitePrivacy(context.database), context.role_map)
    app.add_routes(privacy_routes(privacy, control, context.clock))
    app.add_routes(trace_routes(context.traces.memory, process.redact))
    async with http.serve(app, port=context.settings.ports.bot, what="bot") as url:
        # only once the port is ours: the token belongs to the process that listens there
        write_atomic(context.home.control_token_file, token + "\n")
        async with endpoints.keep_published(context.home, {"bot": url}, context.log, background=process.background):
            context.log.info("listening", url=url)
            yield
