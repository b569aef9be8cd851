"""The body of a message, wherever it is sent: to a channel, by a webhook, as the answer to an interaction.

https://discord.com/developers/docs/resources/message#create-message
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ignis.sandbox.rules.components import INTERACTIVE, Kind, rows_problems, uploads_problems, v2_problems, walk
from ignis.sandbox.rules.embeds import embeds_problems
from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.mentions import mentions_problems
from ignis.sandbox.rules.polls import poll_problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, out_of_choices, text, whole_number
from ignis.sandbox.rules.values import address, snowflake, snowflakes, yes_or_no
from ignis.sandbox.rules.view import ShownMessage, UploadedFile

IS_COMPONENTS_V2: Final = 1 << 15
MOST_CONTENT: Final = 2000
EMPTY_MESSAGE: Final = RuleError(400, 50006, "Cannot send an empty message")
_OLD_KINDS: Final = tuple(kind for kind in Kind if kind < Kind.SECTION)
_SHOWS_SOMETHING: Final = ("content", "embeds", "embed", "components", "sticker_ids", "poll", "message_reference")
_LARGEST_FLAGS: Final = 2**31 - 1
_TAKEN_NAMES: Final = ("discord", "clyde")
_Body = Mapping[str, Any]
Uploads = Sequence[UploadedFile]


def create_error(body: _Body, *, uploads: Uploads = (), path: Path = ()) -> RuleError | None:
    """A new message: every limit, and that it shows something at all."""
    names = frozenset(upload.name for upload in uploads)
    wrong = form_error([*message_problems(body, path, editing=False), *uploads_problems(body, path, names)])
    if wrong is None and not uploads and not any(body.get(key) for key in _SHOWS_SOMETHING):
        return EMPTY_MESSAGE
    return wrong


def edit_error(
    body: _Body, *, uploads: Uploads = (), shown: ShownMessage | None = None, path: Path = ()
) -> RuleError | None:
    """`shown` is the message as it is now: what the body does not name stays, and something has to."""
    problems = list(message_problems(body, path, editing=True))
    if shown is not None:
        names = shown.attachments | {upload.name for upload in uploads}
        problems += [*uploads_problems(body, path, names), *_beside_components(body, path, shown)]
    wrong = form_error(problems)
    if wrong is None and shown is not None and not _shows_something(body, shown, uploads):
        return EMPTY_MESSAGE
    return wrong


def webhook_error(body: _Body, *, uploads: Uploads = ()) -> RuleError | None:
    """A webhook's message, which may bring a name and a picture of its own; a follow-up has none and is the same."""
    return form_error(_identity_problems(body)) or create_error(body, uploads=uploads)


def unheard_error(body: _Body) -> RuleError | None:
    """Components that act, on a message of a webhook that no application owns: nobody would hear of a press.

    Which word Discord has for it is not documented.
    """
    acting = any(one.get("type") in INTERACTIVE for one in walk(body.get("components")))
    explanation = "Interactive components are not allowed on webhooks that are not owned by an application"
    return form_error([Problem(("components",), "COMPONENT_NOT_ALLOWED", explanation)]) if acting else None


def webhook_name_problems(body: _Body, key: str, *, needed: bool = False) -> Problems:
    """https://discord.com/developers/docs/resources/webhook#create-webhook says which names are not valid."""
    yield from text(body, key, (), most=80, least=1, needed=needed)
    for taken in _TAKEN_NAMES:
        if taken in str(body.get(key, "")).lower():
            yield Problem((key,), "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{taken}"')


def _identity_problems(body: _Body) -> Problems:
    yield from webhook_name_problems(body, "username")
    yield from address(body, "avatar_url", ())
    yield from text(body, "thread_name", (), most=100, least=1)


def message_problems(body: _Body, path: Path, *, editing: bool) -> Problems:
    """`editing` an existing message, the flag may be missing from the body because the message has it already."""
    yield from text(body, "content", path, most=MOST_CONTENT)
    yield from _small_fields(body, path)
    yield from embeds_problems(body, path)
    yield from mentions_problems(body, path)
    yield from poll_problems(body, path)
    flagged = _is_flagged(body)
    if flagged:
        yield from _fields_of_old(body, path)
    if flagged or (editing and _has_new_kinds(body)):
        yield from v2_problems(body, path)
    else:
        yield from rows_problems(body, path)


def _small_fields(body: _Body, path: Path) -> Problems:
    yield from text(body, "nonce", path, most=25)
    yield from whole_number(body, "flags", path, least=0, most=_LARGEST_FLAGS)
    yield from yes_or_no(body, "tts", path)
    yield from yes_or_no(body, "enforce_nonce", path)
    yield from count(body, "sticker_ids", path, most=3)
    yield from snowflakes(body, "sticker_ids", path)
    yield from count(body, "attachments", path, most=10)
    for index, raw in enumerate(as_list(body.get("attachments"))):
        attachment, place = as_object(raw), (*path, "attachments", index)
        yield from snowflake(attachment, "id", place, needed=True)
        yield from text(attachment, "filename", place, most=1024, least=1)
        yield from text(attachment, "title", place, most=1024)
        yield from text(attachment, "description", place, most=1024)
    if body.get("message_reference") is not None:
        yield from _reference(body["message_reference"], (*path, "message_reference"))


def _reference(reference: Any, path: Path) -> Problems:
    if not isinstance(reference, Mapping):
        yield Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    named: _Body = reference
    yield from snowflake(named, "message_id", path, needed=True)
    for key in ("channel_id", "guild_id"):
        yield from snowflake(named, key, path)
    if named.get("type") not in (None, 0, 1):
        yield out_of_choices((*path, "type"), (0, 1))


def _is_flagged(body: _Body) -> bool:
    flags = body.get("flags")
    return isinstance(flags, int) and flags > 0 and bool(flags & IS_COMPONENTS_V2)


def _has_new_kinds(body: _Body) -> bool:
    return any(component.get("type") not in _OLD_KINDS for component in walk(body.get("components")))


def _fields_of_old(body: _Body, path: Path) -> Problems:
    for key in ("content", "embeds", "sticker_ids", "poll"):
        if body.get(key):
            yield _not_beside_components(key, path)


def _not_beside_components(key: str, path: Path) -> Problem:
    message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    return Problem((*path, key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _beside_components(body: _Body, path: Path, shown: ShownMessage) -> Problems:
    """A message that becomes one of Components V2 has to give up what it showed; one that is takes nothing of old."""
    becomes = _is_flagged(body)
    if shown.flags & IS_COMPONENTS_V2 and not becomes:
        yield from _fields_of_old(body, path)
    elif becomes and not shown.flags & IS_COMPONENTS_V2:
        for key, has in (("content", shown.content), ("embeds", shown.embeds)):
            if has and key not in body:
                yield _not_beside_components(key, path)


def _shows_something(body: _Body, shown: ShownMessage, uploads: Uploads) -> bool:
    if uploads or shown.other:
        return True
    attachments = bool(body["attachments"]) if body.get("attachments") is not None else bool(shown.attachments)
    kept = (("content", shown.content), ("embeds", shown.embeds), ("components", shown.components))
    return attachments or any(bool(body[key]) if key in body else has for key, has in kept)
