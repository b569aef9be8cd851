"""The poll of a message. https://discord.com/developers/docs/resources/poll#poll-create-request-object ."""

from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.emoji import emoji_problems
from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, required, text, whole_number
from ignis.sandbox.rules.values import yes_or_no

MOST_HOURS: Final = 32 * 24


def poll_problems(message: Mapping[str, Any], path: Path) -> Problems:
    poll, place = message.get("poll"), (*path, "poll")
    if poll is None:
        return
    if not isinstance(poll, Mapping):
        yield Problem(place, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    yield from text(as_object(poll.get("question")), "text", (*place, "question"), most=300, least=1, needed=True)
    yield from count(poll, "answers", place, most=10, least=1)
    for index, raw in enumerate(as_list(poll.get("answers"))):
        media, where = as_object(as_object(raw).get("poll_media")), (*place, "answers", index, "poll_media")
        yield from text(media, "text", where, most=55)
        yield from emoji_problems(media, "emoji", where)
        if not media.get("text") and not media.get("emoji"):
            yield required((*where, "text"))
    yield from whole_number(poll, "duration", place, least=1, most=MOST_HOURS)
    yield from whole_number(poll, "layout_type", place, least=1, most=1)
    yield from yes_or_no(poll, "allow_multiselect", place)
