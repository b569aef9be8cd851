"""Does the bot's event loop turn? Asks nothing else: an outage of Discord or of the sandbox leaves this one green."""

from http import HTTPStatus

from probes.checks.base import Cadence, Context
from probes.outcome import CheckResult, Reason, Status
from probes.peers.http_probe import NoAnswer, ask


class BotLiveness:
    name = "bot_liveness"
    every = Cadence.LIVENESS
    timeout = 5.0  # a turning loop answers in milliseconds; six of these in a row are the relay's `hang_after`

    async def run(self, context: Context) -> CheckResult:
        bot = context.bot()
        if bot is None:
            return CheckResult(Status.UNKNOWN, Reason.NOT_STARTED, "the bot has not published an address yet")
        who = f"{bot.pid} at {bot.url}"
        answer = await ask(context.http, bot, "/livez", timeout_s=context.patience_s, clock=context.clock)
        if isinstance(answer, NoAnswer):
            return CheckResult(Status.FAILING, answer.reason, answer.detail, identity=who)
        if answer.status != HTTPStatus.OK:
            detail = f"{bot.url}/livez answered {answer.status}"
            return CheckResult(Status.FAILING, Reason.BAD_STATUS, detail, answer.latency_s, who)
        lag = answer.body.get("loop_lag_s")
        if not isinstance(lag, int | float):
            detail = f"{bot.url}/livez does not tell its lag, as the bot would"
            return CheckResult(Status.FAILING, Reason.BAD_ANSWER, detail, answer.latency_s, who)
        return CheckResult(Status.OK, Reason.NONE, f"event loop lag {lag * 1000:.1f} ms", answer.latency_s, who)
