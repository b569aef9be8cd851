"""Filters for discord.py's log.

It logs a traceback for every failed reconnect, and a warning about voice, which Ignis never uses.
"""

import logging
from collections.abc import Generator
from contextlib import contextmanager

_CLIENT = "discord.client"


@contextmanager
def filtered_discord_log() -> Generator[None]:
    """Turns an expected loss of connection into one line. A real error keeps its traceback."""
    logger = logging.getLogger(_CLIENT)
    reconnects = _ReconnectFilter()
    logger.addFilter(reconnects)
    try:
        yield
    finally:
        logger.removeFilter(reconnects)


class _ReconnectFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if message.startswith("Attempting a reconnect") and record.exc_info:
            error = record.exc_info[1]
            record.msg, record.args = f"{message}: {type(error).__name__}: {error}", ()
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = None
        return "voice will NOT be supported" not in message
