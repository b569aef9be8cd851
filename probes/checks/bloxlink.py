"""Does Bloxlink answer, and does it accept our key? Costs 24 of the key's 2,000 requests a day while it is well.

Without a key Bloxlink refuses at no cost, and its refusal shows that it is there. The check tries the key only once an
hour, with the id of a member who cannot exist.
"""

from http import HTTPStatus
from typing import Any

from ignis.runtime.stack.upstreams import AccountHosts, Upstreams
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.peers.http_probe import HttpAnswer, HttpQuestion

KEY_TRIED_EVERY = 3600.0  # seconds
_NOBODY = 1  # lower than the first user id of Discord


class BloxlinkCheck:
    name = "bloxlink"
    label = CheckLabel(
        "Bloxlink", failing="Bloxlink does not answer as it should", degraded="Bloxlink limits our requests"
    )
    every = Cadence.DEEP
    timeout = None

    def __init__(self) -> None:
        self._accepted: tuple[str, float] | None = None  # the key, and when (monotonic) it was last accepted

    async def run(self, context: Context) -> CheckResult:
        upstreams = context.upstreams.current()
        if upstreams is None or upstreams.accounts is None:
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "BLOXLINK_API_KEY is not set")
        answer = await context.ask_service(_question(upstreams.accounts, guild_id=_NOBODY, with_key=False))
        if isinstance(answer, CheckResult):
            return answer
        if not _is_refusal(answer):
            detail = f"answered {answer.status} to a question without a key, which is not what Bloxlink does"
            return CheckResult(CheckStatus.FAILING, CheckReason.BAD_ANSWER, detail, answer.latency_s)
        if self._still_accepted(upstreams.accounts, context):
            return CheckResult(CheckStatus.OK, CheckReason.NONE, "answers", answer.latency_s)
        return await self._try_key(context, upstreams, upstreams.accounts)

    def _still_accepted(self, accounts: AccountHosts, context: Context) -> bool:
        if self._accepted is None:
            return False
        key, when = self._accepted
        return key == accounts.bloxlink_key.get_secret_value() and context.clock.monotonic() - when < KEY_TRIED_EVERY

    async def _try_key(self, context: Context, upstreams: Upstreams, accounts: AccountHosts) -> CheckResult:
        guild_id = upstreams.guild_id or await _served_guild(context)
        if guild_id is None:
            detail = "answers; its key was not tried yet, because the bot does not say which server it serves"
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_ASKED, detail)
        self._accepted = None
        answer = await context.ask_service(_question(accounts, guild_id=guild_id, with_key=True))
        if isinstance(answer, CheckResult):
            return answer
        if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            detail = f"refuses BLOXLINK_API_KEY ({answer.status}): copy it again"
            return CheckResult(CheckStatus.FAILING, CheckReason.KEY_REFUSED, detail, answer.latency_s)
        if answer.status not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            return CheckResult(
                CheckStatus.FAILING, CheckReason.BAD_STATUS, f"answered {answer.status}", answer.latency_s
            )
        self._accepted = (accounts.bloxlink_key.get_secret_value(), context.clock.monotonic())
        return CheckResult(CheckStatus.OK, CheckReason.NONE, "answers, and accepts the key", answer.latency_s)


def _question(accounts: AccountHosts, *, guild_id: int, with_key: bool) -> HttpQuestion:
    url = f"{accounts.bloxlink_url}/v4/public/guilds/{guild_id}/discord-to-roblox/{_NOBODY}"
    return HttpQuestion(url, {"Authorization": accounts.bloxlink_key.get_secret_value()} if with_key else None)


def _is_refusal(answer: HttpAnswer) -> bool:
    return answer.status >= HTTPStatus.BAD_REQUEST and isinstance(answer.body.get("error"), str)


async def _served_guild(context: Context) -> int | None:
    state: dict[str, Any] | CheckResult = await context.ask_bot("/state")
    guild = None if isinstance(state, CheckResult) else state.get("guild")
    guild_id = guild.get("id") if isinstance(guild, dict) else None
    return guild_id if isinstance(guild_id, int) else None
