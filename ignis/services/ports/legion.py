"""The legion's rules that are in force."""

from typing import Protocol

from ignis.domain.rules.legion import Legion


class LegionSource(Protocol):
    """Knows the rules in force. Read `legion` at every use, and keep no copy: an edited role map applies at once.

    Example:
        standing = rules.legion.ladder.standing(member.rank, member.points)
    """

    @property
    def legion(self) -> Legion: ...
