"""Roblox' older public hosts: need no key, take many ids a request, and have limits that are not published."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from ignis.adapters.linked_accounts.answer_values import account_id, account_name, number, text, url
from ignis.adapters.linked_accounts.http_json import JsonAnswer, JsonRequest, SourceError, unexpected
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.roblox import HIGHEST_RANK, GroupRole
from ignis.adapters.linked_accounts.service import OutsideService
from ignis.runtime.stack.roblox_hosts import RobloxHosts

NAME: Final = "Roblox"
PER_MINUTE: Final = {"users": 60, "groups": 60, "thumbnails": 150}
"""Assumed (docs/integrations.md)."""

_SHOT: Final = {"size": "150x150", "format": "Png", "isCircular": "false"}
_ANY_ACCOUNT: Final = 1  # Roblox' own
_NO_SUCH_USER: Final = 3
_STRANGE: Final = (LookupError, TypeError, ValueError)
"""What one row raises that is not as it should be: it is the answer for that account, and the others stand."""


class Headshots:
    """thumbnails.roblox.com; Open Cloud has nothing for this. A BatchSource.

    Each method raises SourceError and CircuitOpen.
    """

    def __init__(self, service: OutsideService, hosts: RobloxHosts, limiter: RateLimiter) -> None:
        self._service = service
        self._url = f"{hosts.thumbnails}/v1/users/avatar-headshot"
        self._limiter = limiter
        service.probe_with(self)

    async def load(self, keys: Sequence[int]) -> Mapping[int, str | SourceError]:
        """Addresses of pictures. "" if none may be shown (Blocked). Left out if there is none yet (Pending)."""
        return await self._service.ask(self._question(keys), self._limiter)

    async def probe(self) -> None:
        await self._service.once(self._question([_ANY_ACCOUNT]), self._limiter)

    def _question(self, roblox_ids: Sequence[int]) -> "_PicturesQuestion":
        params = {"userIds": ",".join(map(str, roblox_ids)), **_SHOT}
        return _PicturesQuestion(JsonRequest(NAME, self._url, params=params))


class LegacyRoblox:
    """The RobloxTransport without a key: users.roblox.com and groups.roblox.com."""

    def __init__(
        self,
        users: OutsideService,
        groups: OutsideService,
        hosts: RobloxHosts,
        user_limiter: RateLimiter,
        group_limiter: RateLimiter,
    ) -> None:
        self._users = _Users(users, hosts, user_limiter)
        self._groups = _Groups(groups, hosts, group_limiter)

    @property
    def service(self) -> str:
        return self._users.service

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str | SourceError]:
        return await self._users.names(roblox_ids)

    async def roles_of(self, group_id: int, roblox_ids: Sequence[int]) -> Mapping[int, GroupRole | SourceError]:
        asked = await asyncio.gather(*map(self._groups.roles_of, roblox_ids))
        return {
            roblox_id: groups[group_id]
            for roblox_id, groups in zip(roblox_ids, asked, strict=True)
            if group_id in groups
        }

    async def group_roles(self, group_id: int) -> Sequence[GroupRole]:
        return await self._groups.roles(group_id)


class _Users:
    def __init__(self, service: OutsideService, hosts: RobloxHosts, limiter: RateLimiter) -> None:
        self._service = service
        self._url = f"{hosts.users}/v1/users"
        self._limiter = limiter
        service.probe_with(self)

    @property
    def service(self) -> str:
        return self._service.circuit.name

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str | SourceError]:
        return await self._service.ask(self._question(roblox_ids), self._limiter)

    async def probe(self) -> None:
        await self._service.once(self._question([_ANY_ACCOUNT]), self._limiter)

    def _question(self, roblox_ids: Sequence[int]) -> "_NamesQuestion":
        body = {"userIds": list(roblox_ids), "excludeBannedUsers": True}  # a closed account is none any more
        return _NamesQuestion(JsonRequest(NAME, self._url, body=body))


class _Groups:
    def __init__(self, service: OutsideService, hosts: RobloxHosts, limiter: RateLimiter) -> None:
        self._service = service
        self._host = hosts.groups
        self._limiter = limiter
        service.probe_with(self)

    async def roles_of(self, roblox_id: int) -> Mapping[int, GroupRole]:
        """The role of the account in each of its groups, by group."""
        return await self._service.ask(self._question(roblox_id), self._limiter)

    async def roles(self, group_id: int) -> Sequence[GroupRole]:
        question = _GroupRolesQuestion(JsonRequest(NAME, f"{self._host}/v1/groups/{group_id}/roles"))
        return await self._service.ask(question, self._limiter)

    async def probe(self) -> None:
        await self._service.once(self._question(_ANY_ACCOUNT), self._limiter)

    def _question(self, roblox_id: int) -> "_RolesByGroupQuestion":
        return _RolesByGroupQuestion(JsonRequest(NAME, f"{self._host}/v2/users/{roblox_id}/groups/roles"))


@dataclass(frozen=True)
class _NamesQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> Mapping[int, str | SourceError]:
        found: dict[int, str | SourceError] = {}
        for row in answer.body["data"]:
            roblox_id = account_id(row["id"])
            try:
                found[roblox_id] = account_name(row, "name")
            except _STRANGE:
                found[roblox_id] = unexpected(answer)
        return found


@dataclass(frozen=True)
class _RolesByGroupQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> Mapping[int, GroupRole]:
        """Of an account that was closed, or never was, Roblox says that its id is none: it is in no group."""
        if answer.status == HTTPStatus.NOT_FOUND and answer.body["errors"][0]["code"] == _NO_SUCH_USER:
            return {}
        return {account_id(row["group"]["id"]): _role(row["role"]) for row in answer.body["data"]}


@dataclass(frozen=True)
class _GroupRolesQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> Sequence[GroupRole]:
        return [_role(row) for row in answer.body["roles"]]


@dataclass(frozen=True)
class _PicturesQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> Mapping[int, str | SourceError]:
        found: dict[int, str | SourceError] = {}
        for row in answer.body["data"]:
            roblox_id = account_id(row["targetId"])
            try:
                if (state := row["state"]) != "Pending":
                    found[roblox_id] = url(row, "imageUrl") if state == "Completed" else ""
            except _STRANGE:
                found[roblox_id] = unexpected(answer)
        return found


def _role(item: Mapping[str, Any]) -> GroupRole:
    return GroupRole(account_id(item["id"]), text(item, "name"), number(item["rank"], 0, HIGHEST_RANK))
