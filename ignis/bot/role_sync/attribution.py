"""Who changed a member's roles, as the audit log tells it: beside the update, before it or after. Pure."""

from collections import OrderedDict
from enum import StrEnum
from typing import Final

BLOXLINK: Final = 426537812993638401  # docs/integrations.md
_KEPT: Final = 20_000


class RoleChangeAuthor(StrEnum):
    """A metric's label."""

    BLOXLINK = "bloxlink"
    MODERATOR = "moderator"
    IGNIS = "ignis"
    UNKNOWN = "unknown"


class Attribution:
    """The last one for each member, until it is asked for."""

    def __init__(self) -> None:
        self._actors: OrderedDict[int, int] = OrderedDict()

    def note(self, user_id: int, actor_id: int) -> None:
        self._actors[user_id] = actor_id
        self._actors.move_to_end(user_id)
        if len(self._actors) > _KEPT:
            self._actors.popitem(last=False)

    def take(self, user_id: int) -> int | None:
        return self._actors.pop(user_id, None)


def named(actor_id: int | None, own_id: int | None) -> RoleChangeAuthor:
    match actor_id:
        case None:
            return RoleChangeAuthor.UNKNOWN
        case _ if actor_id == own_id:
            return RoleChangeAuthor.IGNIS
        case _ if actor_id == BLOXLINK:
            return RoleChangeAuthor.BLOXLINK
        case _:
            return RoleChangeAuthor.MODERATOR
