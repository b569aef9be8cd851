"""The bot's HTTP side, on loopback: life, readiness, state, metrics, and recoveries by hand."""

import asyncio
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from ignis.bot.health.bot_state import BotState, to_json
from ignis.bot.health.self_checks import SelfChecks
from ignis.bot.metrics import BotMetrics
from ignis.bot.replies.repair_words import described
from ignis.bot.texts import Texts
from ignis.repair.repairs import Repairs, UnknownRecovery
from ignis.runtime.stack.control_token import ControlToken, line
from ignis.runtime.telemetry.metrics import metrics_handler

_FAILED = HTTPStatus.INTERNAL_SERVER_ERROR


class CountedAccounts(Protocol):
    async def count_remembered(self) -> None:
        """Brings the metric of remembered accounts up to date. Called before every scrape, which waits for it."""
        ...


def build_app(
    bot_state: BotState,
    self_checks: SelfChecks,
    repairs: Repairs,
    *,
    metrics: BotMetrics,
    registry: CollectorRegistry,
    accounts: CountedAccounts,
    control_token: ControlToken,
    texts: Texts,
) -> web.Application:
    """The routes of the bot's HTTP server. `control_token` must come with `POST /repair/{name}`."""
    routes = _Routes(
        bot_state,
        self_checks,
        repairs,
        metrics=metrics,
        registry=registry,
        accounts=accounts,
        control_token=control_token,
        texts=texts,
    )
    app = web.Application()
    app.add_routes(
        [
            web.get("/livez", routes.livez),
            web.get("/readyz", routes.readyz),
            web.get("/state", routes.state),
            web.get("/checks/cache", routes.check_cache),
            web.get("/checks/commands", routes.check_commands),
            web.get("/metrics", routes.metrics),
            web.post("/repair/{name}", routes.repair),
        ]
    )
    return app


class _Routes:
    def __init__(
        self,
        bot_state: BotState,
        self_checks: SelfChecks,
        repairs: Repairs,
        *,
        metrics: BotMetrics,
        registry: CollectorRegistry,
        accounts: CountedAccounts,
        control_token: ControlToken,
        texts: Texts,
    ) -> None:
        self._bot_state = bot_state
        self._self_checks = self_checks
        self._repairs = repairs
        self._metrics = metrics
        self._expose = metrics_handler(registry)
        self._accounts = accounts
        self._token = control_token
        self._say = texts.voice("en")
        """The command line speaks English."""

    async def livez(self, _: web.Request) -> web.Response:
        return web.json_response({"loop_lag_s": self._bot_state.loop_lag})

    async def readyz(self, _: web.Request) -> web.Response:
        reasons = await self._reasons()
        if reasons:
            return web.json_response({"ready": False, "reasons": reasons}, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.json_response({"ready": True, "reasons": []})

    async def state(self, _: web.Request) -> web.Response:
        return web.json_response(await self._bot_state.state())

    async def check_cache(self, _: web.Request) -> web.Response:
        return web.json_response(await self._self_checks.cache())

    async def check_commands(self, _: web.Request) -> web.Response:
        return web.json_response(await self._self_checks.commands())

    async def metrics(self, request: web.Request) -> web.Response:
        await asyncio.gather(self._reasons(), self._accounts.count_remembered())
        return await self._expose(request)

    async def repair(self, request: web.Request) -> web.Response:
        """`Authorization: Bearer <content of var/run/control.token>`."""
        if (refusal := self._token.refusal(request)) is not None:
            return refusal
        try:
            record = await self._repairs.run(request.match_info["name"])
        except UnknownRecovery as wrong:
            return line(HTTPStatus.NOT_FOUND, str(wrong))
        words = {"found": described(record.found, self._say), "did": described(record.did, self._say)}
        return web.json_response(to_json(record) | words, status=HTTPStatus.OK if record.error is None else _FAILED)

    async def _reasons(self) -> list[str]:
        reasons = await self._bot_state.reasons()
        self._metrics.ready.set(not reasons)
        return reasons
