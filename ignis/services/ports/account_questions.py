"""How a member's Roblox account is asked for."""

from enum import IntEnum, StrEnum


class AccountUrgency(IntEnum):
    """Who comes first when the day's requests run short: each leaves a reserve to those before it."""

    CHANGED = 0  # a member whose roles or account have just changed
    READER = 1  # a reader is looking at the member's card
    BACKGROUND = 2  # all others, to refresh what is known


class Freshness(StrEnum):
    """How recent an answer has to be: each has a setting of its own (`accounts` of config/ignis.yaml)."""

    USUAL = "usual"  # as long as answers are believed
    CHANGED = "changed"  # the member's roles or nickname have changed: a day
    REFRESHED = "refreshed"  # somebody wants the card anew: an hour
    ORDERED = "ordered"  # staff want it right now: a minute
