"""Whether something is an emoji: a standard one by Unicode's own table, or a custom one by its id.

https://discord.com/developers/docs/resources/emoji#emoji-object-standard-emoji-example
The ranges are the property Emoji of Unicode's emoji-data.txt, without the digits; what Unicode reserves for pictures to
come is taken as one, so that next year's emoji is not refused.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from ignis.sandbox.rules.errors import Problem, Problems
from ignis.sandbox.rules.text import Path, text
from ignis.sandbox.rules.values import snowflake

INVALID: Final = "COMPONENT_INVALID_EMOJI"
_PICTURES: Final = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9-\u21aa\u231a-\u231b\u2328\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa-\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614-\u2615\u2618"
    "\u261d\u2620\u2622-\u2623\u2626\u262a\u262e-\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f-\u2660"
    "\u2663\u2665-\u2666\u2668\u267b\u267e-\u267f\u2692-\u2697\u2699\u269b-\u269c\u26a0-\u26a1\u26a7"
    "\u26aa-\u26ab\u26b0-\u26b1\u26bd-\u26be\u26c4-\u26c5\u26c8\u26ce-\u26cf\u26d1\u26d3-\u26d4\u26e9-\u26ea"
    "\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728"
    "\u2733-\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2764\u2795-\u2797\u27a1\u27b0\u27bf"
    "\u2934-\u2935\u2b05-\u2b07\u2b1b-\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf"
    "\U0001f170-\U0001f171\U0001f17e-\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201-\U0001f202\U0001f21a"
    "\U0001f22f\U0001f232-\U0001f23a\U0001f250-\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
_ONE: Final = f"[{_PICTURES}]\ufe0f?[\U0001f3fb-\U0001f3ff]?\ufe0f?"
_STANDARD: Final = re.compile(
    f"{_ONE}(?:\u200d{_ONE})*"
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    "|[\U0001f1e6-\U0001f1ff]{1,2}"  # a flag, or one letter of it
    "|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"  # the flags of parts of countries
)
_CUSTOM: Final = re.compile(r"(?:a:)?(\w{1,32}):(\d{1,20})", re.ASCII)


def is_standard(name: object) -> bool:
    return isinstance(name, str) and _STANDARD.fullmatch(name) is not None


def custom_id(name: str) -> int | None:
    """The id in `name:id`, the form that reactions have in a path; None for anything else."""
    found = _CUSTOM.fullmatch(name)
    return None if found is None else int(found[2])


def emoji_problems(owner: Mapping[str, Any], key: str, path: Path) -> Problems:
    """The partial emoji of a button or an option: an id, or the name of a standard one."""
    value, place = owner.get(key), (*path, key)
    if value is None:
        return
    if not isinstance(value, Mapping):
        yield Problem(place, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    partial: Mapping[str, Any] = value
    if partial.get("id") is not None:
        yield from snowflake(partial, "id", place)
        yield from text(partial, "name", place, most=32)
    elif not is_standard(partial.get("name")):
        yield Problem((*place, "name"), INVALID, "Invalid emoji")
