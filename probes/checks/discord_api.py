"""Does Discord's HTTP API answer? Asks it itself, without the bot's token and so outside of the bot's rate limits."""

from http import HTTPStatus

from ignis import __version__
from probes.asking import Answer, Question
from probes.checks.base import Cadence, Context
from probes.outcome import CheckResult, Reason, Status

# https://discord.com/developers/docs/reference#user-agent: others may be kept out
_HEADERS = {"User-Agent": f"DiscordBot (https://discord.com, {__version__}) health check"}


class DiscordApi:
    name = "discord_api"
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        there = context.outside()
        if there is None:
            return CheckResult(Status.UNKNOWN, Reason.NOT_CONFIGURED, "DISCORD_TOKEN is not set and no sandbox runs")
        answer = await context.ask_service(Question(f"{there.api_url}/gateway", _HEADERS))
        return answer if isinstance(answer, CheckResult) else judge(answer)


def judge(answer: Answer) -> CheckResult:
    """`GET /gateway` needs no token and tells where the gateway is."""
    gateway = answer.body.get("url")
    if answer.status != HTTPStatus.OK:
        return CheckResult(Status.FAILING, Reason.BAD_STATUS, f"/gateway answered {answer.status}", answer.latency_s)
    if not isinstance(gateway, str) or not gateway.startswith(("wss://", "ws://")):
        return CheckResult(Status.FAILING, Reason.BAD_ANSWER, "/gateway names no gateway", answer.latency_s)
    return CheckResult(Status.OK, Reason.NONE, f"names {gateway}", answer.latency_s)
