# ruff: noqa: RUF001, RUF002  letters that can be taken for others are what this is about
"""Names that look the same to people: in another case, width or script, with an accent or with something invisible.

What looks like the name of a role never counts as that role (`pinned_names`). Nothing is decided here: `/config check`
tells of such roles. So a table of our own is enough. It has the letters of the scripts that are used to imitate Latin
ones, and what chat "fonts" are made of; Unicode's own list (UTS 39) has thousands of pairs from scripts that Discord's
fonts draw differently.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_DROPPED: Final = frozenset({"Mn", "Me", "Cf", "Cc"})
"""Categories of characters that add nothing to read: accents, marks, zero-width characters, controls."""
_FILLERS: Final = "\u115f\u1160\u3164\uffa0"
_LATIN: Final = re.compile(
    r"(?:LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |DOTLESS |SCRIPT )?"
    r"|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER |REGIONAL INDICATOR SYMBOL LETTER )([A-Z])(?: WITH .*)?"
)
"""Unicode's names of variants of one Latin letter: ᴘ, 🅿, 🇵, ø."""
_FOREIGN: Final = {
    "а": "a", "α": "a", "в": "b", "β": "b", "ь": "b", "с": "c", "ϲ": "c", "ԁ": "d", "е": "e", "є": "e", "ε": "e",
    "ѕ": "s", "һ": "h", "н": "h", "η": "n", "п": "n", "ι": "i", "і": "i", "ӏ": "i", "ј": "j", "к": "k", "κ": "k",
    "м": "m", "μ": "m", "ν": "v", "ѵ": "v", "о": "o", "ο": "o", "σ": "o", "օ": "o", "р": "p", "ρ": "p", "ԛ": "q",
    "г": "r", "т": "t", "τ": "t", "υ": "u", "ս": "u", "ѡ": "w", "ω": "w", "ԝ": "w", "х": "x", "χ": "x", "у": "y",
    "γ": "y", "ү": "y", "ζ": "z", "л": "n", "и": "n", "я": "r", "з": "e", "հ": "h", "ո": "n", "ց": "g",
}  # fmt: skip
"""Letters of Cyrillic, Greek and Armenian, without case, and the Latin ones that they imitate."""
_SIGNS: Final = {"1": "i", "l": "i", "|": "i", "!": "i", "0": "o", "3": "e", "4": "a", "5": "s", "$": "s", "@": "a"}
_PAIRS: Final = (("rn", "m"), ("vv", "w"))


@lru_cache(maxsize=1024)
def skeleton(name: str) -> str:
    """Two names that look the same have one skeleton. It is for comparing only, and for nobody to read.

    >>> skeleton("Primarch") == skeleton("ＰＲＩＭＡＲＣＨ") == skeleton("Рrіmarсh") == skeleton("Prímarch\u200b")
    True
    >>> skeleton("Primarch") == skeleton("Captain")
    False
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).casefold()
    kept = (char for char in plain if unicodedata.category(char) not in _DROPPED and char not in _FILLERS)
    read = " ".join("".join(map(_latin, kept)).split())
    for pair, single in _PAIRS:
        read = read.replace(pair, single)
    return read


def _latin(char: str) -> str:
    if not char.isascii():
        found = _LATIN.fullmatch(unicodedata.name(char, ""))
        char = found[1].casefold() if found else _FOREIGN.get(char, char)
    return _SIGNS.get(char, char)
