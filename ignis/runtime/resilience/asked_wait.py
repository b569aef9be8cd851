"""For how long a service asks to be left alone: the one place where that is read, from a header or a JSON value."""

import math


def asked_seconds(value: object, most: float = math.inf) -> float | None:
    """The seconds that `value` asks for, not more than `most`; None for anything else, such as a date.

    >>> asked_seconds("7"), asked_seconds("7200", most=900), asked_seconds("Mon, 30 Nov 2026 12:00:00 GMT")
    (7.0, 900.0, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return min(seconds, most) if math.isfinite(seconds) and seconds >= 0 else None
