"""Open Cloud v2: with a key, paged, and frank about its limits in headers."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.http_fake import Handler, budget
from ignis.sandbox.limits import RateLimiter, Verdict
from ignis.sandbox.world import RobloxGroupRole, RobloxUser
from ignis.sandbox.world.accounts import Accounts, RobloxPeople

_MINUTE_S = 60.0
_TOO_MANY, _FORBIDDEN, _INTERNAL = 429, 403, 500
_PER_MINUTE = {"memberships": 300, "roles": 300, "groups": 150, "users": 1000}
_ONE_USER = re.compile(r"user\s*==\s*'users/(\d+)'")
_ONE_ROLE = re.compile(r"role\s*==\s*'groups/(\d+)/roles/(\d+)'")
_MANY_USERS = re.compile(r"user\s+in\s+\[\s*('users/\d+'(?:\s*,\s*'users/\d+')*)\s*\]")
_ID = re.compile(r"\d+")
_MOST_USERS = 50
_ANY_GROUP = "-"
_Answer = Callable[[web.Request], web.Response]


def error(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"code": code, "message": message}, status=status)


class OpenCloudErrors:
    def error(self, status: int) -> web.Response:
        if status == _TOO_MANY:
            return error(status, "RESOURCE_EXHAUSTED", "Too many requests")
        if status == _FORBIDDEN:
            return error(status, "PERMISSION_DENIED", "The API key has no permission for this.")
        return error(status, "INTERNAL" if status == _INTERNAL else "UNAVAILABLE", "The service is unavailable.")


class OpenCloud:
    def __init__(self, accounts: Accounts, key: str, clock: Clock) -> None:
        self._accounts = accounts
        self._key = key
        self._clock = clock
        self._limiter = RateLimiter()

    @property
    def _people(self) -> RobloxPeople:
        return self._accounts.roblox

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/cloud/v2/groups/{group}/memberships", self._guarded("memberships", self._memberships)),
            ("GET", "/cloud/v2/groups/{group}/roles", self._guarded("roles", self._roles)),
            ("GET", "/cloud/v2/groups/{group}", self._guarded("groups", self._group)),
            ("GET", "/cloud/v2/users/{user}", self._guarded("users", self._user)),
        ]

    def _guarded(self, what: str, answer: _Answer) -> Handler:
        """The gateway in front of everything: the key, then the budget, whose state goes into the headers."""
        a_minute = budget(_PER_MINUTE[what], _MINUTE_S)

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.headers.get("x-api-key") != self._key:
                return web.json_response({"errors": [{"code": 0, "message": "Invalid API Key"}]}, status=401)
            verdict = self._limiter.take(what, a_minute, self._clock.monotonic())
            response = answer(request) if verdict.allowed else OpenCloudErrors().error(_TOO_MANY)
            response.headers.update(_limit_headers(verdict))
            return response

        return handle

    def _knows(self, request: web.Request) -> bool:
        return request.match_info["group"] == str(self._people.group_id)

    def _group(self, request: web.Request) -> web.Response:
        if not self._knows(request):
            return error(404, "NOT_FOUND", "Group not found.")
        count = len(self._people.members())
        path = f"groups/{self._people.group_id}"
        return web.json_response(
            {
                "path": path,
                "id": str(self._people.group_id),
                "displayName": self._people.group_name,
                "memberCount": count,
            }
        )

    def _roles(self, request: web.Request) -> web.Response:
        if not self._knows(request):
            return error(404, "NOT_FOUND", "Group not found.")
        return _page("groupRoles", [self._role(role) for role in self._people.group_roles], request, most=20)

    def _role(self, role: RobloxGroupRole) -> dict[str, Any]:
        return {
            "path": self._role_path(role),
            "id": str(role.id),
            "displayName": role.name,
            "rank": role.rank,
            "memberCount": self._people.head_count(role),
        }

    def _role_path(self, role: RobloxGroupRole) -> str:
        return f"groups/{self._people.group_id}/roles/{role.id}"

    def _memberships(self, request: web.Request) -> web.Response:
        anywhere = request.match_info["group"] == _ANY_GROUP
        if not anywhere and not self._knows(request):
            return error(404, "NOT_FOUND", "Group not found.")
        members = self._filtered(request.query.get("filter"), anywhere=anywhere)
        if members is None:
            return error(400, "INVALID_ARGUMENT", "The filter is invalid.")
        return _page("groupMemberships", [self._membership(*pair) for pair in members], request, most=100)

    def _filtered(self, wanted: str | None, *, anywhere: bool) -> Sequence[tuple[RobloxUser, RobloxGroupRole]] | None:
        """One account, or one role, in one group; or up to fifty accounts in all groups. None for any other filter.

        https://create.roblox.com/docs/cloud/reference/patterns#list-group-memberships
        """
        members = self._people.members()
        if wanted is None:
            return None if anywhere else members
        if anywhere:
            ids = _many_users(wanted)
            return None if ids is None else [pair for pair in members if pair[0].id in ids]
        if (user := _ONE_USER.fullmatch(wanted.strip())) is not None:
            return [pair for pair in members if pair[0].id == int(user[1])]
        if (role := _ONE_ROLE.fullmatch(wanted.strip())) is not None and int(role[1]) == self._people.group_id:
            return [pair for pair in members if pair[1].id == int(role[2])]
        return None

    def _membership(self, user: RobloxUser, role: RobloxGroupRole) -> dict[str, Any]:
        path = self._role_path(role)
        group = self._people.group_id
        return {
            "path": f"groups/{group}/memberships/{user.id}",
            "user": f"users/{user.id}",
            "role": path,
            "roles": [path],
        }

    def _user(self, request: web.Request) -> web.Response:
        wanted = request.match_info["user"]
        user = self._people.user(int(wanted)) if wanted.isdecimal() else None
        if user is None:
            return error(404, "NOT_FOUND", "User not found.")
        return web.json_response(
            {"path": f"users/{user.id}", "id": str(user.id), "name": user.name, "displayName": user.display_name}
        )


def _many_users(wanted: str) -> frozenset[int] | None:
    """None for anything but a list of at most fifty accounts."""
    found = _MANY_USERS.fullmatch(wanted.strip())
    ids = _ID.findall(found[1]) if found is not None else []
    return frozenset(map(int, ids)) if 0 < len(ids) <= _MOST_USERS else None


def _limit_headers(verdict: Verdict) -> dict[str, str]:
    return {
        "x-ratelimit-limit": f"{verdict.limit}, {verdict.limit};w={_MINUTE_S:.0f}",
        "x-ratelimit-remaining": str(verdict.remaining),
        "x-ratelimit-reset": str(max(1, round(verdict.reset_after))),
    }


def _page(key: str, rows: Sequence[dict[str, Any]], request: web.Request, *, most: int) -> web.Response:
    """One page; the token is the index of the next row, and "" at the end. A larger page than `most` is cut to it."""
    try:
        size = min(int(request.query.get("maxPageSize", "10")), most)
        start = int(request.query.get("pageToken") or 0)
    except ValueError:
        return error(400, "INVALID_ARGUMENT", "The page size or page token is invalid.")
    if size < 1 or start < 0:
        return error(400, "INVALID_ARGUMENT", "The page size or page token is invalid.")
    end = start + size
    return web.json_response({key: list(rows[start:end]), "nextPageToken": str(end) if end < len(rows) else ""})
