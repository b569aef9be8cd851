"""Who changed a member's roles, as the audit log says. Its entry comes before the member's update or after it. Pure."""

from collections import OrderedDict
from enum import StrEnum
from typing import Final

BLOXLINK: Final = 426537812993638401  # docs/integrations.md
_KEPT: Final = 20_000  # members


class RoleChangeAuthor(StrEnum):
    """A metric's label."""

    BLOXLINK = "bloxlink"
    MODERATOR = "moderator"
    IGNIS = "ignis"
    UNKNOWN = "unknown"


class Attribution:
    """The last author for each member, until it is used.

    Example:
        attribution.record(member_id, moderator_id)
        attribution.pop(member_id)  # moderator_id
        attribution.pop(member_id)  # None
    """

    def __init__(self) -> None:
        self._authors: OrderedDict[int, int] = OrderedDict()

    def record(self, user_id: int, author_id: int) -> None:
        self._authors[user_id] = author_id
        self._authors.move_to_end(user_id)
        if len(self._authors) > _KEPT:
            self._authors.popitem(last=False)

    def pop(self, user_id: int) -> int | None:
        return self._authors.pop(user_id, None)


def kind_of_author(author_id: int | None, own_id: int | None) -> RoleChangeAuthor:
    """`own_id` is the bot's."""
    match author_id:
        case None:
            return RoleChangeAuthor.UNKNOWN
        case _ if author_id == own_id:
            return RoleChangeAuthor.IGNIS
        case _ if author_id == BLOXLINK:
            return RoleChangeAuthor.BLOXLINK
        case _:
            return RoleChangeAuthor.MODERATOR
