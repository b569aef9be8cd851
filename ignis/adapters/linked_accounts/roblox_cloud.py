"""Roblox' Open Cloud v2: needs a key, tells its limits, takes one account a request, gives lists in pages."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pydantic import SecretStr

from ignis.adapters.linked_accounts.answer_values import account_id, number, text
from ignis.adapters.linked_accounts.http_json import JsonAnswer, JsonRequest, RequestOutcome, SourceError
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.roblox import HIGHEST_RANK, GroupRole
from ignis.adapters.linked_accounts.service import OutsideService
from ignis.runtime.base.clock import Clock
from ignis.runtime.stack.roblox_hosts import RobloxHosts

NAME: Final = "Roblox"
PER_MINUTE: Final = {"users": 1000, "memberships": 300, "roles": 300}
"""By key owner, as Roblox' documentation and its x-ratelimit-limit say."""

_AT_ONCE: Final = 8
_ROLES_A_PAGE: Final = 20
_MOST_PAGES: Final = 50  # a group has at most 40 roles; a list without an end must not hold anything up
_ROLES_FOR: Final = 3600.0
_ANY_ACCOUNT: Final = 1


@dataclass(frozen=True)
class CloudRateLimiters:
    users: RateLimiter
    memberships: RateLimiter
    roles: RateLimiter


class OpenCloud:
    """The RobloxTransport with a key."""

    def __init__(
        self, service: OutsideService, hosts: RobloxHosts, key: SecretStr, limiters: CloudRateLimiters, clock: Clock
    ) -> None:
        self._service = service
        self._base = f"{hosts.open_cloud}/cloud/v2"
        self._key = key
        self._limiters = limiters
        self._clock = clock
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._roles: dict[int, tuple[float, Sequence[GroupRole]]] = {}
        service.probe_with(self)

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str]:
        found = await asyncio.gather(*map(self._name, roblox_ids))
        return {roblox_id: name for roblox_id, name in zip(roblox_ids, found, strict=True) if name is not None}

    async def group_role(self, group_id: int, roblox_id: int) -> GroupRole | None:
        params = {"filter": f"user == 'users/{roblox_id}'", "maxPageSize": "1"}
        question = _MembershipQuestion(self._request(f"groups/{group_id}/memberships", params))
        role_id = await self._service.ask(question, self._limiters.memberships)
        if role_id is None:
            return None
        return next((role for role in await self.group_roles(group_id) if role.id == role_id), None)

    async def group_roles(self, group_id: int) -> Sequence[GroupRole]:
        until, roles = self._roles.get(group_id, (float("-inf"), ()))
        if self._clock.monotonic() >= until:
            roles = await self._all_roles(group_id)
            self._roles[group_id] = self._clock.monotonic() + _ROLES_FOR, roles
        return roles

    async def probe(self) -> None:
        await self._service.once(self._name_question(_ANY_ACCOUNT), self._limiters.users)

    async def _all_roles(self, group_id: int) -> Sequence[GroupRole]:
        roles: list[GroupRole] = []
        token = ""
        for _ in range(_MOST_PAGES):
            params = {"maxPageSize": str(_ROLES_A_PAGE)} | ({"pageToken": token} if token else {})
            question = _RolesQuestion(self._request(f"groups/{group_id}/roles", params))
            page, token = await self._service.ask(question, self._limiters.roles)
            roles += page
            if not token:
                return roles
        raise SourceError("Roblox sent a list of roles without an end", RequestOutcome.GARBAGE)

    async def _name(self, roblox_id: int) -> str | None:
        async with self._at_once:
            return await self._service.ask(self._name_question(roblox_id), self._limiters.users)

    def _name_question(self, roblox_id: int) -> "_NameQuestion":
        return _NameQuestion(self._request(f"users/{roblox_id}"))

    def _request(self, path: str, params: Mapping[str, str] | None = None) -> JsonRequest:
        return JsonRequest(NAME, f"{self._base}/{path}", {"x-api-key": self._key.get_secret_value()}, params)


@dataclass(frozen=True)
class _NameQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> str | None:
        return None if answer.status == HTTPStatus.NOT_FOUND else text(answer.body, "name")


@dataclass(frozen=True)
class _MembershipQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> int | None:
        """The id of the role. An empty list means that the account is not in the group."""
        found = answer.body["groupMemberships"]
        return _last(text(found[0], "role")) if found else None


@dataclass(frozen=True)
class _RolesQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> tuple[Sequence[GroupRole], str]:
        """A page, and the token of the next one: "" at the end."""
        page = [_role(row) for row in answer.body["groupRoles"]]
        return page, str(answer.body.get("nextPageToken") or "")


def _role(row: Mapping[str, Any]) -> GroupRole:
    return GroupRole(_last(text(row, "path")), text(row, "displayName"), number(row["rank"], 0, HIGHEST_RANK))


def _last(path: str) -> int:
    """The id at the end of a path such as groups/1/roles/2."""
    return account_id(path.rpartition("/")[2])
