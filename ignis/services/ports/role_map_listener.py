"""What follows the role map."""

from typing import Protocol

from ignis.domain.role_map.role_map import RoleMap


class RoleMapListener(Protocol):
    """Called after every change of the map in force, no matter who made it.

    Example:
        store.on_change(listener)
    """

    def role_map_changed(self, before: RoleMap, after: RoleMap, /) -> None:
        """`after` is in force. It must return at once: anything slow is a task of its own."""
        ...
