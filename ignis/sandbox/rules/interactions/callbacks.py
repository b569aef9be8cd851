"""Which callback fits which interaction, and its form.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

from ignis.sandbox.rules.command_options import choices_problems
from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.interactions.modals import modal_problems
from ignis.sandbox.rules.messages import Uploads, create_error, edit_error
from ignis.sandbox.rules.text import as_object, required
from ignis.sandbox.rules.view import InteractionFacts


class InteractionKind(IntEnum):
    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9
    PREMIUM_REQUIRED = 10
    LAUNCH_ACTIVITY = 12


_ANSWERS: Final = (Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.PREMIUM_REQUIRED, Callback.LAUNCH_ACTIVITY)
_UPDATES: Final = (Callback.DEFERRED_UPDATE, Callback.UPDATE)
_FITTING: Final[Mapping[InteractionKind, tuple[Callback, ...]]] = {
    InteractionKind.PING: (Callback.PONG,),
    InteractionKind.COMMAND: (*_ANSWERS, Callback.MODAL),
    InteractionKind.COMPONENT: (*_ANSWERS, *_UPDATES, Callback.MODAL),
    InteractionKind.AUTOCOMPLETE: (Callback.CHOICES,),
    InteractionKind.MODAL: (*_ANSWERS, *_UPDATES),
}
_Body = Mapping[str, Any]


def fitting(interaction: InteractionFacts | None) -> tuple[Callback, ...]:
    """The callbacks that Discord takes for it; every one for an interaction that is not known, which is refused later.

    A modal updates a message only if a component of that message opened it.
    """
    if interaction is None:
        return tuple(Callback)
    fit = _FITTING[InteractionKind(interaction.kind)]
    return fit if interaction.on_message else tuple(each for each in fit if each not in _UPDATES)


def callback_error(
    body: _Body,
    *,
    uploads: Uploads = (),
    interaction: InteractionFacts | None = None,
) -> RuleError | None:
    """The answer to an interaction: a message, an edit, autocomplete choices or a modal, all inside `data`."""
    kind, data = body.get("type"), as_object(body.get("data"))
    fit = sorted(fitting(interaction))
    if isinstance(kind, bool) or kind not in fit:
        told = ", ".join(str(int(each)) for each in fit)
        return form_error([Problem(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {{{told}}}.")])
    if kind == Callback.MESSAGE:
        return create_error(data, uploads=uploads, path=("data",))
    if kind == Callback.UPDATE:
        shown = None if interaction is None else interaction.message
        return edit_error(data, uploads=uploads, shown=shown, path=("data",))
    if kind == Callback.CHOICES:
        return form_error(_choices(data))
    return form_error(modal_problems(data, ("data",))) if kind == Callback.MODAL else None


def _choices(data: _Body) -> Problems:
    if data.get("choices") is None:
        yield required(("data", "choices"))
    yield from choices_problems(data, ("data",))
