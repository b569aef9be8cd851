"""Who is on the server."""

from typing import Protocol

from ignis.domain.members.profile import Subject


class Roster(Protocol):
    """Example:
    left = roster.subject(member.user_id) is None
    """

    def subject(self, user_id: int) -> Subject | None:
        """What Discord knows of a member; None if the user is not on the server (any more)."""
        ...
