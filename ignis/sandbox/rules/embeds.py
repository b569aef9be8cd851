"""Embeds: every text's limit, and 6000 characters over all embeds of a message.

https://discord.com/developers/docs/resources/message#embed-object-embed-limits: "Leading and trailing whitespace
characters are not included (they are trimmed automatically)."
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, as_list, as_object, count, required, text, whole_number
from ignis.sandbox.rules.values import WEB_OR_UPLOAD, address, point_in_time, yes_or_no

MOST_EMBEDS: Final = 10
MOST_FIELDS: Final = 25
MOST_CHARACTERS: Final = 6000
_SHOWS_SOMETHING: Final = ("title", "description", "fields", "image", "thumbnail", "author", "footer", "video")


def embeds_problems(message: Mapping[str, Any], path: Path) -> Problems:
    yield from count(message, "embeds", path, most=MOST_EMBEDS)
    embeds = as_list(message.get("embeds"))
    for index, embed in enumerate(embeds):
        yield from _embed(embed, (*path, "embeds", index))
    if sum(size(embed) for embed in embeds) > MOST_CHARACTERS:
        explanation = f"Embed size exceeds maximum size of {MOST_CHARACTERS}"
        yield Problem((*path, "embeds"), "MAX_EMBED_SIZE_EXCEEDED", explanation)


def size(embed: Any) -> int:
    """The characters of an embed that count towards the 6000."""
    return sum(len(part.strip()) for part in _texts(as_object(embed)) if isinstance(part, str))


def _texts(embed: Mapping[str, Any]) -> Iterator[Any]:
    yield embed.get("title")
    yield embed.get("description")
    yield as_object(embed.get("footer")).get("text")
    yield as_object(embed.get("author")).get("name")
    for field in as_list(embed.get("fields")):
        yield as_object(field).get("name")
        yield as_object(field).get("value")


def _embed(embed: Any, path: Path) -> Problems:
    if not isinstance(embed, Mapping):
        yield Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    if not any(embed.get(key) for key in _SHOWS_SOMETHING):
        yield required((*path, "description"))
    yield from text(embed, "title", path, most=256, trim=True)
    yield from text(embed, "description", path, most=4096, trim=True)
    yield from whole_number(embed, "color", path, least=0, most=0xFFFFFF)
    yield from address(embed, "url", path)
    yield from point_in_time(embed, "timestamp", path)
    yield from _parts(embed, path)
    yield from count(embed, "fields", path, most=MOST_FIELDS)
    for index, field in enumerate(as_list(embed.get("fields"))):
        place = (*path, "fields", index)
        yield from text(as_object(field), "name", place, most=256, needed=True, trim=True)
        yield from text(as_object(field), "value", place, most=1024, needed=True, trim=True)
        yield from yes_or_no(as_object(field), "inline", place)


def _parts(embed: Mapping[str, Any], path: Path) -> Problems:
    """Pictures may be uploads; what a person can open may not. A video and a provider are Discord's own to set."""
    for part in ("image", "thumbnail", "author", "footer", "provider", "video"):
        if embed.get(part) is not None and not isinstance(embed[part], Mapping):
            yield Problem((*path, part), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    for part in ("image", "thumbnail"):
        if isinstance(embed.get(part), Mapping):
            yield from address(embed[part], "url", (*path, part), schemes=WEB_OR_UPLOAD, needed=True)
    author, footer = as_object(embed.get("author")), as_object(embed.get("footer"))
    if author:
        yield from text(author, "name", (*path, "author"), most=256, needed=True, trim=True)
    if footer:
        yield from text(footer, "text", (*path, "footer"), most=2048, needed=True, trim=True)
    yield from address(author, "url", (*path, "author"))
    yield from address(author, "icon_url", (*path, "author"), schemes=WEB_OR_UPLOAD)
    yield from address(footer, "icon_url", (*path, "footer"), schemes=WEB_OR_UPLOAD)
