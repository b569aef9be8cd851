"""What people may type: amounts are whole numbers from 1 to 10,000, reasons 3 to 200 printable characters."""

import unicodedata

from ignis.domain.refusals import Refusal, Refused

LEAST_AMOUNT, MOST_AMOUNT = 1, 10_000
SHORTEST_REASON, LONGEST_REASON = 3, 200

# Control characters, halves of surrogate pairs, and what breaks a line. Format characters stay: emoji are made of them.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def amount(number: int) -> int:
    """Raises Refused."""
    if not LEAST_AMOUNT <= number <= MOST_AMOUNT:
        raise Refused(Refusal.AMOUNT_OUT_OF_RANGE, lowest=LEAST_AMOUNT, highest=MOST_AMOUNT)
    return number


def reason(text: str) -> str:
    """Trimmed. Raises Refused."""
    trimmed = text.strip()
    if len(trimmed) < SHORTEST_REASON:
        raise Refused(Refusal.REASON_TOO_SHORT, lowest=SHORTEST_REASON)
    if len(trimmed) > LONGEST_REASON:
        raise Refused(Refusal.REASON_TOO_LONG, highest=LONGEST_REASON)
    if any(unicodedata.category(character) in _UNPRINTABLE for character in trimmed):
        raise Refused(Refusal.REASON_NOT_PRINTABLE)
    return trimmed
