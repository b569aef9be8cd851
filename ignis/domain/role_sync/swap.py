"""Roles that an order left behind: what the sync has to finish."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Swap:
    """`rank` is what the roles stand for in the end, `leaving` what they stood for before."""

    rank: str
    leaving: str | None
    reason: str
