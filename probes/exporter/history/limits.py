"""How large history.db may get, whatever happens. Pure.

Everything that could grow has a largest number and a largest size: subjects, slots and days by `keep_days`, transitions
by subject (a check that flaps only pushes out its own old ones), incidents, texts. Rows with wrong times, which a wrong
clock leaves behind, are covered by the size itself: above `most_bytes` the oldest rows go.
`tests/probes/exporter/history/test_size.py` fills a file to its limits and measures.
"""

from typing import Final

from probes.exporter.history.tally import GRAINS

SUBJECTS: Final = 48
TRANSITIONS: Final = 1000  # of each subject
INCIDENTS: Final = 10_000
TEXT_BYTES: Final = 240
WORD_BYTES: Final = 100  # names, subjects and kinds

_ROW: Final = 44  # the largest tally there can be, with its share of the page
_TRANSITION: Final = 2 * (TEXT_BYTES + WORD_BYTES)  # its pages fill in the middle, and so only by half
_INCIDENT: Final = TEXT_BYTES + 2 * WORD_BYTES + 60
_REST: Final = 1 << 18

WAL: Final = 8 << 20  # rows that are not in the main file yet; a long read may keep them out of it


def most_bytes(keep_days: int) -> int:
    """Of the file itself."""
    return tally_bytes(keep_days) + event_bytes(SUBJECTS)


def tally_bytes(keep_days: int) -> int:
    return SUBJECTS * (keep_days + 1) * sum(grain.a_day for grain in GRAINS) * _ROW + _REST


def event_bytes(subjects: int) -> int:
    """Transitions and incidents."""
    return subjects * TRANSITIONS * _TRANSITION + INCIDENTS * _INCIDENT + _REST


def cut(text: str, most: int = TEXT_BYTES) -> str:
    """One line of at most `most` bytes of UTF-8."""
    line = " ".join(text.split())
    encoded = line.encode("utf-8", "replace")
    return line if len(encoded) <= most else encoded[: most - 3].decode("utf-8", "ignore") + "…"
