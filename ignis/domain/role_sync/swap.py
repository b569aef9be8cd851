"""Roles that an order left behind: what the sync has to finish."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Swap:
    """`rank` is what the roles stand for in the end, `leaving` what they stood for before. `actor_id`: whose order."""

    rank: str
    leaving: str | None
    actor_id: int | None = None

    @property
    def reason(self) -> str:
        """For the server's audit log.

        >>> Swap("Captain", "Brother", 7).reason, Swap("Captain", "Brother").reason
        ('Ignis: rank changed by 7', 'Ignis: Captain')
        """
        return f"Ignis: {self.rank}" if self.actor_id is None else f"Ignis: rank changed by {self.actor_id}"
