"""Roblox' older public hosts: no key, many ids a request, limits that nobody publishes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ignis.adapters.linked_accounts.http_json import JsonAnswer, JsonRequest, text
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from ignis.adapters.linked_accounts.roblox import GroupRole
from ignis.adapters.linked_accounts.service import OutsideService
from ignis.runtime.stack.roblox_hosts import RobloxHosts

NAME: Final = "Roblox"
PER_MINUTE: Final = {"users": 60, "groups": 60, "thumbnails": 150}
"""Assumed (docs/integrations.md)."""

_SHOT: Final = {"size": "150x150", "format": "Png", "isCircular": "false"}
_SOMEBODY: Final = 1  # Roblox' own account


class Headshots:
    """thumbnails.roblox.com; there is no Open Cloud for this."""

    def __init__(self, service: OutsideService, hosts: RobloxHosts, pace: RateLimiter) -> None:
        self._service = service
        self._url = f"{hosts.thumbnails}/v1/users/avatar-headshot"
        self._pace = pace
        service.probe_with(self._probe)

    async def headshots(self, roblox_ids: Sequence[int]) -> Mapping[int, str]:
        """Addresses of pictures; "" for whom none may be shown (Blocked), and nobody who has none yet (Pending).

        Raises SourceError and CircuitOpen.
        """
        return await self._service.ask(self._question(roblox_ids), _pictures, self._pace)

    async def _probe(self) -> None:
        await self._service.once(self._question([_SOMEBODY]), _pictures, self._pace)

    def _question(self, roblox_ids: Sequence[int]) -> JsonRequest:
        return JsonRequest(NAME, self._url, params={"userIds": ",".join(map(str, roblox_ids)), **_SHOT})


class LegacyRoblox:
    """The RobloxTransport without a key: users.roblox.com and groups.roblox.com."""

    def __init__(
        self,
        users: OutsideService,
        groups: OutsideService,
        hosts: RobloxHosts,
        user_pace: RateLimiter,
        group_pace: RateLimiter,
    ) -> None:
        self._users, self._groups = users, groups
        self._hosts = hosts
        self._user_pace, self._group_pace = user_pace, group_pace
        users.probe_with(self._probe_users)
        groups.probe_with(self._probe_groups)

    async def names(self, roblox_ids: Sequence[int]) -> Mapping[int, str]:
        return await self._users.ask(self._who(roblox_ids), _names, self._user_pace)

    async def group_role(self, group_id: int, roblox_id: int) -> GroupRole | None:
        roles = await self._groups.ask(self._memberships(roblox_id), _roles_by_group, self._group_pace)
        return roles.get(group_id)

    async def group_roles(self, group_id: int) -> Sequence[GroupRole]:
        question = JsonRequest(NAME, f"{self._hosts.groups}/v1/groups/{group_id}/roles")
        return await self._groups.ask(question, _roles, self._group_pace)

    async def _probe_users(self) -> None:
        await self._users.once(self._who([_SOMEBODY]), _names, self._user_pace)

    async def _probe_groups(self) -> None:
        await self._groups.once(self._memberships(_SOMEBODY), _roles_by_group, self._group_pace)

    def _who(self, roblox_ids: Sequence[int]) -> JsonRequest:
        body = {"userIds": list(roblox_ids), "excludeBannedUsers": False}
        return JsonRequest(NAME, f"{self._hosts.users}/v1/users", body=body)

    def _memberships(self, roblox_id: int) -> JsonRequest:
        return JsonRequest(NAME, f"{self._hosts.groups}/v2/users/{roblox_id}/groups/roles")


def _role(item: Mapping[str, Any]) -> GroupRole:
    return GroupRole(int(item["id"]), str(item["name"]), int(item["rank"]))


def _roles_by_group(answer: JsonAnswer) -> Mapping[int, GroupRole]:
    return {int(row["group"]["id"]): _role(row["role"]) for row in answer.body["data"]}


def _roles(answer: JsonAnswer) -> Sequence[GroupRole]:
    return [_role(row) for row in answer.body["roles"]]


def _names(answer: JsonAnswer) -> Mapping[int, str]:
    return {int(row["id"]): text(row, "name") for row in answer.body["data"]}


def _pictures(answer: JsonAnswer) -> Mapping[int, str]:
    known = (row for row in answer.body["data"] if row["state"] != "Pending")
    return {int(row["targetId"]): text(row, "imageUrl") if row["state"] == "Completed" else "" for row in known}
