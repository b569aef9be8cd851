"""simcord's refusals in Discord's words, and what it refuses by failing."""

import re
from typing import Final

from simcord.backend.errors import BackendError
from simcord.http.router import _ROUTES  # pyright: ignore[reportPrivateUsage]  # pinned by test_simcord_pin.py

from ignis.sandbox.errors import ApiError, malformed, method_not_allowed, not_found

_GATEWAY: Final = (["gateway"], ["gateway", "bot"])  # which tell of the sandbox's own websocket
_FORM: Final = "Invalid Form Body: "
_PLACE: Final = re.compile(r"([a-z_]+(?:\.[a-z_]+|\[\d+\])*)(?::| must| entries| cannot) ?")


def as_discord_says(refusal: BackendError) -> ApiError:
    """A body that simcord refuses with a sentence is refused at the field that the sentence is about."""
    if refusal.errors is not None or not refusal.message.startswith(_FORM):
        return ApiError(refusal.status, refusal.code, refusal.message, refusal.errors)
    sentence = refusal.message.removeprefix(_FORM)
    place = _PLACE.match(sentence)
    if place is None:
        return malformed(sentence)
    detail = sentence[place.end() :] if sentence[place.end(1)] == ":" else sentence
    return malformed(detail, *re.findall(r"\w+", place[1]))


def unrouted(method: str, path: str) -> ApiError:
    """404, or 405 for a path that can be asked in another way."""
    others = [template for name, routes in _ROUTES.items() if name != method for template, _ in routes]
    return method_not_allowed() if any(_fits(each, path) for each in [*others, *_GATEWAY]) else not_found()


def _fits(template: list[str], path: str) -> bool:
    segments = path.strip("/").split("/")
    return len(template) == len(segments) and all(
        mine.startswith("{") or mine == given for mine, given in zip(template, segments, strict=True)
    )
