"""Roblox' Open Cloud v2: needs a key, tells its limits, gives lists in pages.

Names are asked for one by one. Memberships are asked for by up to 50 accounts, in all groups: Roblox takes a filter of
many accounts for no single group (https://create.roblox.com/docs/cloud/reference/patterns#list-group-memberships).
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from pydantic import SecretStr

from ignis.adapters.linked_accounts.answer_values import account_id, account_name, number, text
from ignis.adapters.linked_accounts.http_json import JsonAnswer, JsonRequest, RequestOutcome, SourceError, unexpected
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
_MOST_PAGES: Final = 100
"""A group has at most 40 roles, and fifty accounts are in at most 100 groups each. A list without an end must not hold
anything up."""
_MEMBERSHIPS_A_PAGE: Final = 100
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

    @property
    def service(self) -> str:
        return self._service.circuit.name

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str]:
        found = await asyncio.gather(*map(self._name, roblox_ids))
        return {roblox_id: name for roblox_id, name in zip(roblox_ids, found, strict=True) if name is not None}

    async def roles_of(self, group_id: int, roblox_ids: Sequence[int]) -> Mapping[int, GroupRole | SourceError]:
        found = await self._memberships(group_id, roblox_ids)
        roles = {role.id: role for role in await self.group_roles(group_id)} if found else {}
        return {
            roblox_id: role if isinstance(role, SourceError) else roles[role]
            for roblox_id, role in found.items()
            if isinstance(role, SourceError) or role in roles
        }

    async def group_roles(self, group_id: int) -> Sequence[GroupRole]:
        until, roles = self._roles.get(group_id, (float("-inf"), ()))
        if self._clock.monotonic() >= until:
            roles = await self._all_roles(group_id)
            self._roles[group_id] = self._clock.monotonic() + _ROLES_FOR, roles
        return roles

    async def probe(self) -> None:
        await self._service.once(self._name_question(_ANY_ACCOUNT), self._limiters.users)

    async def _memberships(self, group_id: int, roblox_ids: Sequence[int]) -> Mapping[int, int | SourceError]:
        """The ids of roles, by account."""
        if len(roblox_ids) == 1:
            params = {"filter": f"user == 'users/{roblox_ids[0]}'", "maxPageSize": "1"}
            question = _MembershipsQuestion(self._request(f"groups/{group_id}/memberships", params), group_id)
            return (await self._service.ask(question, self._limiters.memberships))[0]
        listed = ", ".join(f"'users/{roblox_id}'" for roblox_id in roblox_ids)
        params = {"filter": f"user in [{listed}]", "maxPageSize": str(_MEMBERSHIPS_A_PAGE)}
        found: dict[int, int | SourceError] = {}
        token = ""
        for _ in range(_MOST_PAGES):
            page = params | ({"pageToken": token} if token else {})
            question = _MembershipsQuestion(self._request("groups/-/memberships", page), group_id)
            rows, token = await self._service.ask(question, self._limiters.memberships)
            found |= rows
            if not token or len(found) == len(roblox_ids):
                return found
        raise SourceError("Roblox sent a list of memberships without an end", RequestOutcome.GARBAGE)

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
        """None for an account that was closed, or never was: Roblox itself says so, no proxy in between."""
        if answer.status == HTTPStatus.NOT_FOUND and answer.body["code"] == "NOT_FOUND":
            return None
        return account_name(answer.body, "name")


@dataclass(frozen=True)
class _MembershipsQuestion:
    request: JsonRequest
    group_id: int

    def read(self, answer: JsonAnswer) -> tuple[Mapping[int, int | SourceError], str]:
        """The ids of roles in this group, by account, and the token of the next page: "" at the end."""
        found: dict[int, int | SourceError] = {}
        for row in answer.body["groupMemberships"]:
            group, roblox_id = text(row, "path").split("/")[1], _last(text(row, "user"))
            if group != str(self.group_id):
                continue
            try:
                found[roblox_id] = _last(text(row, "role"))
            except (LookupError, TypeError, ValueError):  # this account's alone
                found[roblox_id] = unexpected(answer)
        return found, str(answer.body.get("nextPageToken") or "")


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
