"""Do the services of Roblox answer that cards and nicknames need? Each is asked for what nothing is looked up by.

The names come from Open Cloud where there is a key and from the public API otherwise; without names nothing works, so
that one is `failing`. A missing picture or group role is `degraded`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from ignis.runtime.stack.roblox_hosts import RobloxHosts
from ignis.runtime.stack.upstreams import Accounts
from probes.checks.base import Cadence, Context
from probes.outcome import CheckResult, Reason, Status
from probes.peers.http_probe import Answer, Question

_ROBLOX = 1  # the account that Roblox itself has had since 2006


@dataclass(frozen=True)
class _Service:
    name: str
    question: Question
    is_well: Callable[[Answer], bool]
    vital: bool = False


class Roblox:
    name = "roblox"
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        there = context.outside()
        if there is None or there.accounts is None:
            detail = "nothing is looked up at Roblox without BLOXLINK_API_KEY"
            return CheckResult(Status.UNKNOWN, Reason.NOT_CONFIGURED, detail)
        services = _services(there.accounts)
        answers = await asyncio.gather(*(context.ask_service(service.question) for service in services))
        return _together([_judge(service, answer) for service, answer in zip(services, answers, strict=True)])


def _services(accounts: Accounts) -> tuple[_Service, ...]:
    hosts = RobloxHosts.under(accounts.roblox_url) if accounts.roblox_url else RobloxHosts()
    picture = f"{hosts.thumbnails}/v1/users/avatar-headshot?userIds={_ROBLOX}&size=150x150&format=Png&isCircular=false"
    thumbnails = _Service("thumbnails", Question(picture), _has_list("data"))
    if accounts.roblox_key is not None:
        key = {"x-api-key": accounts.roblox_key.get_secret_value()}
        cloud = Question(f"{hosts.open_cloud}/cloud/v2/users/{_ROBLOX}", key)
        return _Service("Open Cloud", cloud, _is_user_or_none, vital=True), thumbnails
    names = Question(f"{hosts.users}/v1/users", body={"userIds": [_ROBLOX], "excludeBannedUsers": False})
    roles = Question(f"{hosts.groups}/v2/users/{_ROBLOX}/groups/roles")
    return (
        _Service("users", names, _has_list("data"), vital=True),
        _Service("groups", roles, _is_roles_or_none),
        thumbnails,
    )


def _has_list(field: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.status == HTTPStatus.OK and isinstance(answer.body.get(field), list)


def _is_user_or_none(answer: Answer) -> bool:
    if answer.status == HTTPStatus.NOT_FOUND:  # the sandbox has other people
        return answer.body.get("code") == "NOT_FOUND"
    return answer.status == HTTPStatus.OK and isinstance(answer.body.get("name"), str)


def _is_roles_or_none(answer: Answer) -> bool:
    if answer.status == HTTPStatus.NOT_FOUND:
        return isinstance(answer.body.get("errors"), list)
    return _has_list("data")(answer)


def _judge(service: _Service, answer: Answer | CheckResult) -> tuple[_Service, CheckResult]:
    if isinstance(answer, CheckResult):
        return service, answer
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        detail = f"refuses ROBLOX_API_KEY ({answer.status})"
        return service, CheckResult(Status.FAILING, Reason.KEY_REFUSED, detail, answer.latency_s)
    if not service.is_well(answer):
        detail = f"answered {answer.status} without what was asked for"
        return service, CheckResult(Status.FAILING, Reason.BAD_ANSWER, detail, answer.latency_s)
    return service, CheckResult(Status.OK, latency_s=answer.latency_s)


def _together(found: list[tuple[_Service, CheckResult]]) -> CheckResult:
    slowest = max((result.latency_s for _, result in found if result.latency_s is not None), default=None)
    wrong = [(service, result) for service, result in found if result.status is not Status.OK]
    if not wrong:
        names = ", ".join(service.name for service, _ in found)
        return CheckResult(Status.OK, Reason.NONE, f"{names} answer", slowest)
    detail = "; ".join(f"{service.name}: {result.detail}" for service, result in wrong)
    worst = max(wrong, key=lambda one: (one[0].vital, one[1].status is Status.FAILING))
    status = worst[1].status if worst[0].vital else Status.DEGRADED
    return CheckResult(status, worst[1].reason, detail, slowest)
