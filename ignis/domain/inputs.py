"""What people may type: amounts are whole numbers from 1 to 10,000, reasons have 3 to 200 characters.

All characters of a reason are printable, and at least three of them are visible.
"""

import unicodedata

from ignis.domain.refusals import Refusal, Refused

LEAST_AMOUNT, MOST_AMOUNT = 1, 10_000
SHORTEST_REASON, LONGEST_REASON = 3, 200

# Control characters, halves of surrogate pairs, line breaks, and characters that turn the writing direction of a log.
# Other format characters are allowed: emoji and some scripts need them.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
# The reader sees nothing of these: spaces, marks without a letter, format characters (variation selectors and tags are
# in both groups), and code points without a character.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Me", "Mn", "Zs"})
# Unicode calls them letters and symbols, but they are blank: Hangul fillers, the empty Braille cell, the null notehead.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def check_amount(number: int) -> None:
    """Raises Refused, also for what only looks like a whole number: `1.0`, `True`."""
    if type(number) is not int or not LEAST_AMOUNT <= number <= MOST_AMOUNT:
        raise Refused(Refusal.AMOUNT_OUT_OF_RANGE, lowest=LEAST_AMOUNT, highest=MOST_AMOUNT)


def reason(text: str) -> str:
    """The text, trimmed and otherwise as written. Raises Refused."""
    trimmed = _trimmed(text)
    if sum(map(_is_seen, trimmed)) < SHORTEST_REASON:
        raise Refused(Refusal.REASON_TOO_SHORT, lowest=SHORTEST_REASON)
    if len(trimmed) > LONGEST_REASON:
        raise Refused(Refusal.REASON_TOO_LONG, highest=LONGEST_REASON)
    if not all(map(_is_printable, trimmed)):
        raise Refused(Refusal.REASON_NOT_PRINTABLE)
    return trimmed


def _trimmed(text: str) -> str:
    """Without whitespace and characters of no width at both ends."""
    while (shorter := text.strip().strip(_INVISIBLE)) != text:
        text = shorter
    return text


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN and character not in _BLANK


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in _UNPRINTABLE and unicodedata.bidirectional(character) not in _TURNING
