"""Does Discord's HTTP API answer? Asks without the bot's token, so the bot's rate limits are not used up."""

from http import HTTPStatus

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.peers.http_probe import HttpAnswer


class DiscordApiCheck:
    name = "discord_api"
    label = CheckLabel(
        "Discord API", failing="Discord does not answer as it should", degraded="Discord limits our requests"
    )
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        answer = await context.ask_discord()
        return answer if isinstance(answer, CheckResult) else judge(answer)


def judge(answer: HttpAnswer) -> CheckResult:
    """`answer` must contain the gateway's address."""
    gateway = answer.body.get("url")
    if answer.status != HTTPStatus.OK:
        return CheckResult(
            CheckStatus.FAILING, CheckReason.BAD_STATUS, f"/gateway answered {answer.status}", answer.latency_s
        )
    if not isinstance(gateway, str) or not gateway.startswith(("wss://", "ws://")):
        return CheckResult(CheckStatus.FAILING, CheckReason.BAD_ANSWER, "/gateway names no gateway", answer.latency_s)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, f"names {gateway}", answer.latency_s)
