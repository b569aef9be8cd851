"""The public web API of old: no key. Limits are assumed; Roblox publishes none (docs/integrations.md)."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.http_fake import PENDING, Handler, budget
from ignis.sandbox.limits import RateLimiter
from ignis.sandbox.portraits import headshot_url
from ignis.sandbox.world import RobloxGroupRole
from ignis.sandbox.world.accounts import Accounts, RobloxPeople

_MINUTE_S = 60.0
_MOST_IDS = 100
_TOO_MANY = 429
_WORDS = {_TOO_MANY: "Too many requests", 403: "Forbidden"}
_PER_MINUTE = {"users": 60, "groups": 60, "thumbnails": 150}


def error(status: int, code: int, message: str) -> web.Response:
    entry = {"code": code, "message": message, "userFacingMessage": "Something went wrong"}
    return web.json_response({"errors": [entry]}, status=status)


class LegacyErrors:
    def error(self, status: int) -> web.Response:
        return error(status, 0, _WORDS.get(status, "InternalServerError"))


class Legacy:
    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock
        self._limiter = RateLimiter()

    @property
    def _people(self) -> RobloxPeople:
        return self._accounts.roblox

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", r"/groups/v2/users/{user:[^/]+}/groups/roles", self._limited("groups", self._roles_of_user)),
            ("GET", r"/groups/v1/groups/{group:[^/]+}/roles", self._limited("groups", self._roles_of_group)),
            ("POST", "/users/v1/users", self._limited("users", self._users)),
            ("GET", "/thumbnails/v1/users/avatar-headshot", self._limited("thumbnails", self._headshots)),
        ]

    def _limited(self, host: str, answer: Callable[[web.Request, bytes], web.Response]) -> Handler:
        """`answer` within the budget of the caller's address; past it a 429 without Retry-After, as Roblox does."""
        a_minute = budget(_PER_MINUTE[host], _MINUTE_S)

        async def handle(request: web.Request) -> web.StreamResponse:
            if not self._limiter.take(f"{host} {request.remote}", a_minute, self._clock.monotonic()).allowed:
                return LegacyErrors().error(_TOO_MANY)
            return answer(request, await request.read())

        return handle

    def _roles_of_user(self, request: web.Request, _: bytes) -> web.Response:
        wanted = request.match_info["user"]
        user = self._people.user(int(wanted)) if wanted.isdecimal() else None
        if user is None:
            return error(404, 3, "The user id is invalid.")
        role = self._people.role_of(user)
        group = {
            "id": self._people.group_id,
            "name": self._people.group_name,
            "memberCount": self._members(),
        }
        return web.json_response({"data": [] if role is None else [{"group": group, "role": _short(role)}]})

    def _roles_of_group(self, request: web.Request, _: bytes) -> web.Response:
        if request.match_info["group"] != str(self._people.group_id):
            return error(400, 1, "Group is invalid or does not exist.")
        counted = [{**_short(role), "memberCount": self._people.head_count(role)} for role in self._people.group_roles]
        return web.json_response({"groupId": self._people.group_id, "roles": counted})

    def _users(self, _: web.Request, body: bytes) -> web.Response:
        ids, with_closed = _wanted(body)
        if ids is None:
            return error(400, 0, "Invalid request body.")
        if len(ids) > _MOST_IDS:
            return error(400, 1, "Too many ids.")
        people = self._people
        look = people.known if with_closed else people.user
        found = [user for user_id in dict.fromkeys(ids) if (user := look(user_id))]
        return web.json_response(
            {
                "data": [
                    {"hasVerifiedBadge": False, "id": u.id, "name": u.name, "displayName": u.display_name}
                    for u in found
                ]
            }
        )

    def _headshots(self, request: web.Request, _: bytes) -> web.Response:
        parts = [part for part in request.query.get("userIds", "").split(",") if part]
        if not parts or not all(part.isdecimal() for part in parts):
            return error(400, 4, "The requested Ids are invalid, of an invalid type or missing.")
        if len(parts) > _MOST_IDS:
            return error(400, 1, "Too many ids.")
        return web.json_response({"data": [self._headshot(int(part), request) for part in dict.fromkeys(parts)]})

    def _headshot(self, user_id: int, request: web.Request) -> dict[str, Any]:
        if self._people.user(user_id) is None:
            return {"targetId": user_id, "state": "Blocked", "imageUrl": "", "version": "TN3"}
        if request.get(PENDING):  # no picture is rendered yet
            return {"targetId": user_id, "state": "Pending", "imageUrl": "", "version": "TN3"}
        size = request.query.get("size", "150x150").replace("x", "/")
        return {"targetId": user_id, "state": "Completed", "imageUrl": headshot_url(user_id, size), "version": "TN3"}

    def _members(self) -> int:
        return len(self._people.members())


def _short(role: RobloxGroupRole) -> dict[str, Any]:
    return {"id": role.id, "name": role.name, "rank": role.rank}


def _wanted(body: bytes) -> tuple[list[int] | None, bool]:
    """The ids of {"userIds": [...]}, None when the body is something else; whether closed accounts are wanted, too."""
    try:
        content = json.loads(body)
        return [int(user_id) for user_id in content["userIds"]], not content.get("excludeBannedUsers", False)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None, False
