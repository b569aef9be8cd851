"""Moments as each reader's client shows them, in the reader's own time zone and language, and spans. Pure.

https://docs.discord.com/developers/reference#message-formatting-timestamp-styles
"""

from datetime import datetime, timedelta


def when(moment: datetime) -> str:
    """`2 minutes ago`, which the client counts on by itself: no message has to be edited for it."""
    return f"<t:{int(moment.timestamp())}:R>"


def clock(moment: datetime) -> str:
    """`12:34`."""
    return f"<t:{int(moment.timestamp())}:t>"


def exactly(moment: datetime) -> str:
    """`12:34:56`."""
    return f"<t:{int(moment.timestamp())}:T>"


def span(duration: timedelta) -> str:
    """A span to two units.

    >>> span(timedelta(seconds=192)), span(timedelta(hours=50))
    ('3 min 12 s', '2 d 2 h')
    """
    exact = duration.total_seconds()
    if exact < 1:
        return f"{max(exact, 0.1):.1f} s"
    seconds = round(exact)
    days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"
