"""The body of a message, wherever it is sent: to a channel, by a webhook, as the answer to an interaction."""

from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.command_options import choices_problems
from ignis.sandbox.rules.components import Kind, rows_problems, v2_problems, walk
from ignis.sandbox.rules.controls import modal_problems
from ignis.sandbox.rules.embeds import embeds_problems
from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.text import Path, as_object, out_of_choices, text

IS_COMPONENTS_V2: Final = 1 << 15
MOST_CONTENT: Final = 2000
EMPTY_MESSAGE: Final = RuleError(400, 50006, "Cannot send an empty message")
_CALLBACK_TYPES: Final = (1, 4, 5, 6, 7, 8, 9, 10, 12)
_MESSAGE, _UPDATE, _CHOICES, _MODAL = 4, 7, 8, 9
_OLD_KINDS: Final = tuple(kind for kind in Kind if kind < Kind.SECTION)
_SHOWS_SOMETHING: Final = ("content", "embeds", "embed", "components", "sticker_ids", "poll", "message_reference")
_Body = Mapping[str, Any]


def create_error(body: _Body, *, files: int, path: Path = ()) -> RuleError | None:
    """A new message: every limit, and that it shows something at all."""
    wrong = form_error(message_problems(body, path, editing=False))
    if wrong is None and not files and not any(body.get(key) for key in _SHOWS_SOMETHING):
        return EMPTY_MESSAGE
    return wrong


def edit_error(body: _Body, path: Path = ()) -> RuleError | None:
    return form_error(message_problems(body, path, editing=True))


def webhook_error(body: _Body, *, files: int) -> RuleError | None:
    """A webhook's message, which may bring a name of its own; a follow-up's body has none and is the same."""
    return form_error(text(body, "username", (), most=80, least=1)) or create_error(body, files=files)


def callback_error(body: _Body, *, files: int) -> RuleError | None:
    """The answer to an interaction: a message, an edit, autocomplete choices or a modal, all inside `data`."""
    kind, data = body.get("type"), as_object(body.get("data"))
    if kind not in _CALLBACK_TYPES:
        return form_error([out_of_choices(("type",), _CALLBACK_TYPES)])
    if kind == _MESSAGE:
        return create_error(data, files=files, path=("data",))
    if kind == _UPDATE:
        return edit_error(data, ("data",))
    if kind == _CHOICES:
        return form_error(choices_problems(data, ("data",)))
    return form_error(modal_problems(data, ("data",))) if kind == _MODAL else None


def message_problems(body: _Body, path: Path, *, editing: bool) -> Problems:
    """`editing` an existing message, the flag may be missing from the body because the message has it already."""
    yield from text(body, "content", path, most=MOST_CONTENT)
    yield from text(body, "nonce", path, most=25)
    yield from embeds_problems(body, path)
    flags = body.get("flags")
    flagged = isinstance(flags, int) and bool(flags & IS_COMPONENTS_V2)
    if flagged:
        yield from _fields_of_old(body, path)
    if flagged or (editing and _has_new_kinds(body)):
        yield from v2_problems(body, path)
    else:
        yield from rows_problems(body, path)


def _has_new_kinds(body: _Body) -> bool:
    return any(component.get("type") not in _OLD_KINDS for component in walk(body.get("components")))


def _fields_of_old(body: _Body, path: Path) -> Problems:
    for key in ("content", "embeds", "sticker_ids", "poll"):
        if body.get(key):
            message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((*path, key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
