"""Do the services of Roblox answer that cards and nicknames need? Each is asked for what nothing is looked up by.

The names come from Open Cloud where there is a key and from the public API otherwise; without names nothing works, so
that one is `failing`. A missing picture or group role is `degraded`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from ignis.runtime.stack.roblox_hosts import RobloxHosts
from ignis.runtime.stack.upstreams import AccountHosts
from probes.checks.base import Cadence, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.peers.http_probe import HttpAnswer, HttpQuestion

_ROBLOX = 1  # the account that Roblox itself has had since 2006


@dataclass(frozen=True)
class _RobloxService:
    name: str
    question: HttpQuestion
    is_well: Callable[[HttpAnswer], bool]
    vital: bool = False


class RobloxCheck:
    name = "roblox"
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        there = context.outside()
        if there is None or there.accounts is None:
            detail = "nothing is looked up at Roblox without BLOXLINK_API_KEY"
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, detail)
        services = _services(there.accounts)
        answers = await asyncio.gather(*(context.ask_service(service.question) for service in services))
        return _together([_judge(service, answer) for service, answer in zip(services, answers, strict=True)])


def _services(accounts: AccountHosts) -> tuple[_RobloxService, ...]:
    hosts = RobloxHosts.under(accounts.roblox_url) if accounts.roblox_url else RobloxHosts()
    picture = f"{hosts.thumbnails}/v1/users/avatar-headshot?userIds={_ROBLOX}&size=150x150&format=Png&isCircular=false"
    thumbnails = _RobloxService("thumbnails", HttpQuestion(picture), _has_list("data"))
    if accounts.roblox_key is not None:
        key = {"x-api-key": accounts.roblox_key.get_secret_value()}
        cloud = HttpQuestion(f"{hosts.open_cloud}/cloud/v2/users/{_ROBLOX}", key)
        return _RobloxService("Open Cloud", cloud, _is_user_or_none, vital=True), thumbnails
    names = HttpQuestion(f"{hosts.users}/v1/users", body={"userIds": [_ROBLOX], "excludeBannedUsers": False})
    roles = HttpQuestion(f"{hosts.groups}/v2/users/{_ROBLOX}/groups/roles")
    return (
        _RobloxService("users", names, _has_list("data"), vital=True),
        _RobloxService("groups", roles, _is_roles_or_none),
        thumbnails,
    )


def _has_list(field: str) -> Callable[[HttpAnswer], bool]:
    return lambda answer: answer.status == HTTPStatus.OK and isinstance(answer.body.get(field), list)


def _is_user_or_none(answer: HttpAnswer) -> bool:
    if answer.status == HTTPStatus.NOT_FOUND:  # the sandbox has other people
        return answer.body.get("code") == "NOT_FOUND"
    return answer.status == HTTPStatus.OK and isinstance(answer.body.get("name"), str)


def _is_roles_or_none(answer: HttpAnswer) -> bool:
    if answer.status == HTTPStatus.NOT_FOUND:
        return isinstance(answer.body.get("errors"), list)
    return _has_list("data")(answer)


def _judge(service: _RobloxService, answer: HttpAnswer | CheckResult) -> tuple[_RobloxService, CheckResult]:
    if isinstance(answer, CheckResult):
        return service, answer
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        detail = f"refuses ROBLOX_API_KEY ({answer.status})"
        return service, CheckResult(CheckStatus.FAILING, CheckReason.KEY_REFUSED, detail, answer.latency_s)
    if not service.is_well(answer):
        detail = f"answered {answer.status} without what was asked for"
        return service, CheckResult(CheckStatus.FAILING, CheckReason.BAD_ANSWER, detail, answer.latency_s)
    return service, CheckResult(CheckStatus.OK, latency_s=answer.latency_s)


def _together(found: list[tuple[_RobloxService, CheckResult]]) -> CheckResult:
    slowest = max((result.latency_s for _, result in found if result.latency_s is not None), default=None)
    wrong = [(service, result) for service, result in found if result.status is not CheckStatus.OK]
    if not wrong:
        names = ", ".join(service.name for service, _ in found)
        return CheckResult(CheckStatus.OK, CheckReason.NONE, f"{names} answer", slowest)
    detail = "; ".join(f"{service.name}: {result.detail}" for service, result in wrong)
    worst = max(wrong, key=lambda one: (one[0].vital, one[1].status is CheckStatus.FAILING))
    status = worst[1].status if worst[0].vital else CheckStatus.DEGRADED
    return CheckResult(status, worst[1].reason, detail, slowest)
