"""Does the bot's event loop run? Nothing else: an outage of Discord or of the sandbox does not make this check red."""

from http import HTTPStatus

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus, SilentProcess
from probes.peers.http_probe import NoHttpAnswer, ask


class BotLivenessCheck:
    name = "bot_liveness"
    label = CheckLabel("Bot", failing="the bot does not answer", degraded="the bot answers late")
    every = Cadence.LIVENESS
    timeout = 5.0  # a running loop answers in milliseconds; six timeouts in a row are the relay's `hang_after`

    async def run(self, context: Context) -> CheckResult:
        bot = context.bot()
        if bot is None:
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_STARTED, "the bot has not published an address yet")
        identity = f"{bot.pid} at {bot.url}"
        answer = await ask(context.http, bot, "/livez", timeout_s=context.patience_s, clock=context.clock)
        if isinstance(answer, NoHttpAnswer):
            silent = SilentProcess("bot", bot.pid)
            return CheckResult(CheckStatus.FAILING, answer.reason, answer.detail, identity=identity, silent=silent)
        if answer.status != HTTPStatus.OK:
            detail = f"{bot.url}/livez answered {answer.status}"
            return CheckResult(CheckStatus.FAILING, CheckReason.BAD_STATUS, detail, answer.latency_s, identity)
        lag = answer.body.get("loop_lag_s")
        if not isinstance(lag, int | float):
            detail = f"{bot.url}/livez does not contain the lag that the bot would report"
            return CheckResult(CheckStatus.FAILING, CheckReason.BAD_ANSWER, detail, answer.latency_s, identity)
        return CheckResult(
            CheckStatus.OK, CheckReason.NONE, f"event loop lag {lag * 1000:.1f} ms", answer.latency_s, identity
        )
