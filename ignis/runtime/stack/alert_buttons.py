"""The buttons below an alert: the relay posts them, and the bot answers whoever presses one."""

from typing import Final

ACKNOWLEDGE: Final = "alert-ack"
SILENCE: Final = "alert-silence"
RESTART: Final = "alert-restart"
SHOW_LOG: Final = "alert-log"

SILENCED_FOR: Final = 3600
"""Seconds for which the button silences."""


def alert_button_id(kind: str, incident: int) -> str:
    """The custom id, as the bot's `ignis.bot.replies.buttons` reads it.

    >>> alert_button_id(ACKNOWLEDGE, 12)
    'ig:alert-ack:12'
    """
    return f"ig:{kind}:{incident}"
