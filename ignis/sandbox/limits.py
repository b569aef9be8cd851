"""Discord's rate limits as a pure value machine: fixed windows that open with their first request.

A request is charged to all of its windows or, when one is full, to none; a full window answers 429 until it ends,
which is what "Retry-After is honoured" means from Discord's side. `now` is seconds of a monotonic clock.
Numbers: docs/integrations.md; per-route ones are those the
API has been seen to send in its headers, which it reserves the right to change.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Scope = Literal["user", "shared", "global"]


@dataclass(frozen=True)
class Window:
    """`limit` requests in `per` seconds. `key` names who shares it; None means: everybody with this route key."""

    limit: int
    per: float
    key: str | None = None
    scope: Scope = "user"


@dataclass(frozen=True)
class Bucket:
    """The windows of a route, the one its headers report first; `counts_globally` is false for interactions."""

    windows: tuple[Window, ...]
    counts_globally: bool = True


@dataclass(frozen=True)
class Verdict:
    """What the headers say. `limit` is None for a route without a window; `retry_after` is 0 when allowed."""

    allowed: bool
    retry_after: float
    limit: int | None
    remaining: int
    reset_after: float
    scope: Scope


GLOBAL: Final = Window(50, 1.0, "global", "global")
_CHANNEL_POSTS: Final = (30, 60.0)
_DEFAULT: Final = Bucket((Window(50, 1.0),))
_CALLBACK: Final = Bucket((), counts_globally=False)
_WEBHOOK: Final = Window(5, 2.0)

_ROUTES: Final = (
    ("POST", r"/channels/(\d+)/messages", Bucket((Window(5, 5.0),))),
    ("PATCH", r"/channels/(\d+)/messages/\d+", Bucket((Window(5, 5.0),))),
    ("DELETE", r"/channels/(\d+)/messages/\d+", Bucket((Window(5, 1.0),))),
    ("PATCH", r"/guilds/(\d+)/members/\d+", Bucket((Window(10, 10.0),))),
    ("PATCH", r"/guilds/(\d+)/members/@me", Bucket((Window(2, 60.0),))),
    ("PUT|DELETE", r"/guilds/(\d+)/members/\d+/roles/\d+", Bucket((Window(10, 10.0),))),
    ("PUT", r"/applications/(\d+)(?:/guilds/\d+)?/commands", Bucket((Window(2, 60.0),))),
)
_CALLBACK_PATH: Final = re.compile(r"/interactions/\d+/[^/]+/callback")
_WEBHOOK_PATH: Final = re.compile(r"/webhooks/(\d+)/([^/]+)(/messages/[^/]+)?")
_KEYS_KEPT: Final = 1000
_ID: Final = re.compile(r"\d{15,}")


class Webhooks(Protocol):
    def channel_of_webhook(self, webhook_id: int) -> int | None:
        """The channel that a webhook posts to; None for an id that is no channel's webhook."""
        ...


def classify(method: str, path: str, webhooks: Webhooks) -> tuple[str, Bucket]:
    """The route key and bucket of a request; `path` begins behind /api/v10.

    `webhooks` knows no channel for the application's id, which takes the webhook's place in a follow-up.
    """
    if _CALLBACK_PATH.fullmatch(path):
        return "callback", _CALLBACK
    if hit := _WEBHOOK_PATH.fullmatch(path):
        return _webhook(method, hit, webhooks)
    for methods, pattern, bucket in _ROUTES:
        if method in methods.split("|") and (hit := re.fullmatch(pattern, path)):
            return f"{methods} {pattern} {hit[1]}", bucket
    return f"{method} {_ID.sub('{id}', path)}", _DEFAULT


def _webhook(method: str, hit: re.Match[str], webhooks: Webhooks) -> tuple[str, Bucket]:
    webhook, token, message = hit.groups()
    channel = webhooks.channel_of_webhook(int(webhook))
    shape = "message" if message else "webhook"
    windows: tuple[Window, ...] = (_WEBHOOK,)
    if channel is not None and method == "POST":
        limit, per = _CHANNEL_POSTS
        windows = (_WEBHOOK, Window(limit, per, f"webhooks of {channel}", "shared"))
    # "The endpoints below are not bound to the application's Global Rate Limit", says Discord of follow-ups, too
    return f"{method} {shape} {webhook} {token}", Bucket(windows, counts_globally=channel is not None)


class RateLimiter:
    def __init__(self) -> None:
        self._used: dict[str, tuple[float, int]] = {}  # key -> (when the window ends, requests in it)

    def take(self, route_key: str, bucket: Bucket, now: float) -> Verdict:
        """Charges the request, or says for how long it and its like are refused."""
        windows = (*bucket.windows, GLOBAL) if bucket.counts_globally else bucket.windows
        full = [window for window in windows if self._count(window, route_key, now) >= window.limit]
        if full:
            worst = max(full, key=lambda window: self._ends(window, route_key, now))
            left = min(worst.per, self._ends(worst, route_key, now) - now)  # rounding may add a little
            return Verdict(False, left, worst.limit, 0, left, worst.scope)  # noqa: FBT003 (a value, named at its field)
        for window in windows:
            self._charge(window, route_key, now)
        return self._allowed(bucket, route_key, now)

    def _allowed(self, bucket: Bucket, route_key: str, now: float) -> Verdict:
        if not bucket.windows:
            return Verdict(allowed=True, retry_after=0, limit=None, remaining=0, reset_after=0, scope="user")
        first = bucket.windows[0]
        return Verdict(
            allowed=True,
            retry_after=0,
            limit=first.limit,
            remaining=first.limit - self._count(first, route_key, now),
            reset_after=self._ends(first, route_key, now) - now,
            scope=first.scope,
        )

    def _state(self, window: Window, route_key: str, now: float) -> tuple[float, int]:
        ends, count = self._used.get(window.key or route_key, (now, 0))
        return (ends, count) if now < ends else (now + window.per, 0)

    def _ends(self, window: Window, route_key: str, now: float) -> float:
        return self._state(window, route_key, now)[0]

    def _count(self, window: Window, route_key: str, now: float) -> int:
        return self._state(window, route_key, now)[1]

    def _charge(self, window: Window, route_key: str, now: float) -> None:
        ends, count = self._state(window, route_key, now)
        self._forget_the_past(now)
        self._used[window.key or route_key] = (ends, count + 1)

    def _forget_the_past(self, now: float) -> None:
        """Forget the windows that have ended: every interaction token makes new keys."""
        if len(self._used) > _KEYS_KEPT:
            self._used = {key: state for key, state in self._used.items() if now < state[0]}
