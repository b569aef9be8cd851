"""Do those services of Roblox answer that cards and nicknames need? Each gets a question that costs no member's quota.

Names come from Open Cloud if there is a key, and from the public API otherwise. Nothing works without names, so then
the check is `failing`. It is `degraded` if only pictures or group roles are missing.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

from ignis.runtime.stack.roblox_hosts import RobloxHosts
from ignis.runtime.stack.upstreams import AccountHosts
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.peers.http_probe import HttpAnswer, HttpQuestion

_ROBLOX = 1  # the account that Roblox itself has had since 2006


@dataclass(frozen=True)
class _RobloxService:
    """One of Roblox' services, and the question that shows whether it works."""

    name: str
    question: HttpQuestion
    vital: bool = False

    def accepts(self, answer: HttpAnswer) -> bool:
        """Whether the answer contains what was asked for: by default, a list called `data`."""
        return answer.status == HTTPStatus.OK and isinstance(answer.body.get("data"), list)


class _CloudUser(_RobloxService):
    def accepts(self, answer: HttpAnswer) -> bool:
        if answer.status == HTTPStatus.NOT_FOUND:  # the sandbox has other people
            return answer.body.get("code") == "NOT_FOUND"
        return answer.status == HTTPStatus.OK and isinstance(answer.body.get("name"), str)


class _GroupRoles(_RobloxService):
    def accepts(self, answer: HttpAnswer) -> bool:
        if answer.status == HTTPStatus.NOT_FOUND:
            return isinstance(answer.body.get("errors"), list)
        return super().accepts(answer)


class RobloxCheck:
    name = "roblox"
    label = CheckLabel("Roblox", failing="Roblox does not answer as it should", degraded="Roblox works in part")
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        upstreams = context.upstreams.current()
        if upstreams is None or upstreams.accounts is None:
            detail = "nothing is looked up at Roblox without BLOXLINK_API_KEY"
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, detail)
        services = _services(upstreams.accounts)
        answers = await asyncio.gather(*(context.ask_service(service.question) for service in services))
        return _combined([_judge(service, answer) for service, answer in zip(services, answers, strict=True)])


def _services(accounts: AccountHosts) -> tuple[_RobloxService, ...]:
    hosts = RobloxHosts.under(accounts.roblox_url) if accounts.roblox_url else RobloxHosts()
    picture = f"{hosts.thumbnails}/v1/users/avatar-headshot?userIds={_ROBLOX}&size=150x150&format=Png&isCircular=false"
    thumbnails = _RobloxService("thumbnails", HttpQuestion(picture))
    if accounts.roblox_key is not None:
        key = {"x-api-key": accounts.roblox_key.get_secret_value()}
        cloud = HttpQuestion(f"{hosts.open_cloud}/cloud/v2/users/{_ROBLOX}", key)
        return _CloudUser("Open Cloud", cloud, vital=True), thumbnails
    names = HttpQuestion(f"{hosts.users}/v1/users", body={"userIds": [_ROBLOX], "excludeBannedUsers": False})
    roles = HttpQuestion(f"{hosts.groups}/v2/users/{_ROBLOX}/groups/roles")
    return (
        _RobloxService("users", names, vital=True),
        _GroupRoles("groups", roles),
        thumbnails,
    )


def _judge(service: _RobloxService, answer: HttpAnswer | CheckResult) -> tuple[_RobloxService, CheckResult]:
    if isinstance(answer, CheckResult):
        return service, answer
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        detail = f"refuses ROBLOX_API_KEY ({answer.status})"
        return service, CheckResult(CheckStatus.FAILING, CheckReason.KEY_REFUSED, detail, answer.latency_s)
    if not service.accepts(answer):
        detail = f"answered {answer.status} without what was asked for"
        return service, CheckResult(CheckStatus.FAILING, CheckReason.BAD_ANSWER, detail, answer.latency_s)
    return service, CheckResult(CheckStatus.OK, latency_s=answer.latency_s)


def _combined(found: list[tuple[_RobloxService, CheckResult]]) -> CheckResult:
    slowest = max((result.latency_s for _, result in found if result.latency_s is not None), default=None)
    wrong = [(service, result) for service, result in found if result.status is not CheckStatus.OK]
    if not wrong:
        names = ", ".join(service.name for service, _ in found)
        return CheckResult(CheckStatus.OK, CheckReason.NONE, f"{names} answer", slowest)
    detail = "; ".join(f"{service.name}: {result.detail}" for service, result in wrong)
    worst = max(wrong, key=lambda one: (one[0].vital, one[1].status is CheckStatus.FAILING))
    status = worst[1].status if worst[0].vital else CheckStatus.DEGRADED
    return CheckResult(status, worst[1].reason, detail, slowest)
