"""The bot's HTTP side: what it says of itself, and recoveries by hand."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.health.bot_state import BotState
from ignis.bot.health.self_checks import SelfChecks
from ignis.bot.health.server import build_app
from ignis.bot.health.trace_routes import trace_routes
from ignis.bot.members.account_sources import AccountSources
from ignis.bot.wiring.context import BotContext
from ignis.bot.wiring.maintenance import Maintenance
from ignis.bot.wiring.roles import RoleWork
from ignis.repair.resync_commands import ResyncCommands
from ignis.runtime.base.files import write_atomic
from ignis.runtime.stack import endpoints, http


@asynccontextmanager
async def listening(
    ground: BotContext, client: IgnisClient, *, upkeep: Maintenance, role_work: RoleWork, sources: AccountSources
) -> AsyncGenerator[None]:
    """Answers while the context is open, and can be found."""
    process, token = ground.process, secrets.token_urlsafe(32)
    process.redact.add(token)
    vitals = BotState(
        client=client,
        sync=upkeep.commands,
        roles=role_work.roles,
        repairs=upkeep.repairs,
        database=ground.database,
        role_map=ground.role_map,
        lag=process.lag,
        circuits=ground.circuits,
        sources=sources,
        started_at=ground.clock.now(),
    )
    process.health = vitals
    checks = _self_checks(ground, client, upkeep, sources)
    app = build_app(
        vitals,
        checks,
        upkeep.repairs,
        metrics=ground.metrics,
        registry=ground.registry,
        before_scrape=sources.tally,
        control_token=token,
    )
    app.add_routes(trace_routes(ground.traces.memory, process.redact))
    async with http.serve(app, port=ground.settings.ports.bot, what="bot") as url:
        # not before the port is ours: the token belongs to whoever listens there
        write_atomic(ground.home.control_token_file, token + "\n")
        async with endpoints.keep_published(ground.home, {"bot": url}, ground.log):
            ground.log.info("listening", url=url)
            yield


def _self_checks(ground: BotContext, client: IgnisClient, upkeep: Maintenance, sources: AccountSources) -> SelfChecks:
    repairs, why = upkeep.repairs, "the check `commands` found others on the server"
    return SelfChecks(
        guild=lambda: None if client.preparing else client.guild,
        sync=upkeep.commands,
        cache=lambda: sources.now,
        monotonic=ground.clock.monotonic,
        within_s=ground.settings.checks.timeout / 2,
        on_difference=lambda: repairs.trigger(ResyncCommands.name, why),
    )
