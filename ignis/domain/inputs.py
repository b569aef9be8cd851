"""What people may type: amounts are whole numbers from 1 to 10,000, reasons 3 to 200 printable characters."""

import unicodedata

from ignis.domain.refusals import Refusal, Refused

LEAST_AMOUNT, MOST_AMOUNT = 1, 10_000
SHORTEST_REASON, LONGEST_REASON = 3, 200

# Control characters, halves of surrogate pairs, what breaks a line, and what turns the writing direction of a log.
# Other format characters stay: emoji and some scripts are made of them.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def amount(number: int) -> int:
    """Raises Refused."""
    if not LEAST_AMOUNT <= number <= MOST_AMOUNT:
        raise Refused(Refusal.AMOUNT_OUT_OF_RANGE, lowest=LEAST_AMOUNT, highest=MOST_AMOUNT)
    return number


def reason(text: str) -> str:
    """Trimmed. Raises Refused."""
    trimmed = _trimmed(text)
    if len(trimmed) < SHORTEST_REASON:
        raise Refused(Refusal.REASON_TOO_SHORT, lowest=SHORTEST_REASON)
    if len(trimmed) > LONGEST_REASON:
        raise Refused(Refusal.REASON_TOO_LONG, highest=LONGEST_REASON)
    if not all(map(_is_printable, trimmed)):
        raise Refused(Refusal.REASON_NOT_PRINTABLE)
    return trimmed


def _trimmed(text: str) -> str:
    """Of everything that shows nothing, on both ends: whitespace and characters without width."""
    while (shorter := text.strip().strip(_INVISIBLE)) != text:
        text = shorter
    return text


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in _UNPRINTABLE and unicodedata.bidirectional(character) not in _TURNING
