"""The form of what a bot says about its own application.

https://discord.com/developers/docs/resources/application#edit-current-application
"""

from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.text import as_list, as_object, count, required, text, whole_number
from ignis.sandbox.rules.values import address, bit_set, image

_Body = Mapping[str, Any]
_LARGEST: Final = 2**31 - 1
_LONGEST_TAG: Final = 20


def application_form_error(body: _Body) -> RuleError | None:
    return form_error(_problems(body))


def _problems(body: _Body) -> Problems:
    yield from text(body, "description", (), most=400)
    for key in ("custom_install_url", "role_connections_verification_url", "event_webhooks_url"):
        yield from address(body, key, (), most=2048)
    yield from image(body, "icon", ())
    yield from image(body, "cover_image", ())
    yield from whole_number(body, "flags", (), least=0, most=_LARGEST)
    yield from count(body, "tags", (), most=5)
    for index, tag in enumerate(as_list(body.get("tags"))):
        if not isinstance(tag, str) or len(tag) > _LONGEST_TAG:
            yield Problem(("tags", index), "BASE_TYPE_MAX_LENGTH", f"Must be {_LONGEST_TAG} or fewer in length.")
    yield from _install_params(body)
    if body.get("interactions_endpoint_url") is not None:
        # Discord asks the address before it takes it; the sandbox asks nobody outside, and so never gets an answer
        message = "The specified interactions endpoint url could not be verified."
        yield Problem(("interactions_endpoint_url",), "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID", message)


def _install_params(body: _Body) -> Problems:
    params, place = body.get("install_params"), ("install_params",)
    if params is None:
        return
    if not isinstance(params, Mapping):
        yield Problem(place, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    if params.get("scopes") is None:
        yield required((*place, "scopes"))
    yield from bit_set(as_object(params), "permissions", place)
