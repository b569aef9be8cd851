"""One line for people about a service that is down: which, and until when, in the reader's own time zone."""

from datetime import datetime
from typing import Final

import discord

from ignis.bot.texts import Voice
from ignis.services.ports import Unavailable, UnavailableReason

_CALLED: Final = {
    "bloxlink": "Bloxlink",
    "roblox_users": "Roblox",
    "roblox_groups": "Roblox",
    "roblox_thumbnails": "Roblox",
    "roblox_cloud": "Roblox",
    "discord_rest": "Discord",
}


def down(circuit: str, until: datetime, say: Voice) -> str:
    """For a command that cannot work without the service of this circuit."""
    return say("outage.until", service=called(circuit), when=_when(until))


def why(unavailable: Unavailable, say: Voice) -> str:
    """Shown in place of the account."""
    what = _reason(unavailable.why, called(unavailable.service), say)
    return what if unavailable.until is None else say("outage.again", what=what, when=_when(unavailable.until))


def unconfirmed(unavailable: Unavailable, say: Voice) -> str:
    """Shown behind what is only remembered: why nobody could confirm it."""
    return _reason(unavailable.why, called(unavailable.service), say)


def called(circuit: str) -> str:
    """The service's name for people.

    >>> called("roblox_users")
    'Roblox'
    """
    return _CALLED.get(circuit, circuit)


def _reason(reason: UnavailableReason, service: str, say: Voice) -> str:
    match reason:
        case UnavailableReason.DOWN:
            line = say("outage.down", service=service)
        case UnavailableReason.SLOW:
            line = say("outage.slow", service=service)
        case UnavailableReason.BUSY:
            line = say("outage.busy", service=service)
        case UnavailableReason.SPENT:
            line = say("outage.spent", service=service)
        case UnavailableReason.REFUSED:
            line = say("outage.refused", service=service)
        case UnavailableReason.TOO_OFTEN:
            line = say("outage.too_often", service=service)
        case UnavailableReason.UNUSABLE:
            line = say("outage.unusable", service=service)
        case UnavailableReason.NOT_READY:
            line = say("outage.not_ready")
    return line


def _when(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "R")
