"""What the incident engine says of an incident, in another language. Pure.

Its phrases are English, because incidents are stored with them. Each language lists those that it
says in its own words, with the values as `{names}`. Everything else (a detail, an error, the text of a rule) stays as
it is.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

_PID: Final = re.compile(r"( \(pid \d+\))$")
_VALUE: Final = re.compile(r"\\{(\w+)\\}")


def in_words(text: str, facts: Mapping[str, str]) -> str:
    """`text` as this language says it. What a value holds may be a phrase as well.

    Example:
        >>> facts = {"held: {why}": "esperando: {why}", "it failed": "falhou"}
        >>> in_words("held: it failed", facts), in_words("held", facts)
        ('esperando: falhou', 'held')
    """
    if not facts:
        return text
    said, pid = (text[: found.start()], found.group()) if (found := _PID.search(text)) else (text, "")
    for phrase, own in facts.items():
        if hit := _pattern(phrase).fullmatch(said):
            values = {name: in_words(value, facts) for name, value in hit.groupdict().items()}
            return own.format(**values) + pid
    return text


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrases are written in the program: there are a few dozen."""
    return re.compile(_VALUE.sub(r"(?P<\1>.+)", re.escape(phrase)), re.DOTALL)
