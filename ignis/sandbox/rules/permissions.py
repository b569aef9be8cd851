"""Who may change whom. No member, not even an administrator, can reach a role at or above their own highest.

https://discord.com/developers/docs/topics/permissions#permission-hierarchy
The actor is always the bot: everything here came with its token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ignis.sandbox.permission_bits import Permission, allows
from ignis.sandbox.rules.errors import RuleError
from ignis.sandbox.rules.text import as_list
from ignis.sandbox.rules.view import WorldView

MISSING_PERMISSIONS: Final = RuleError(403, 50013, "Missing Permissions")
MISSING_ACCESS: Final = RuleError(403, 50001, "Missing Access")
INVALID_ROLE: Final = RuleError(400, 50028, "Invalid Role")
_Body = Mapping[str, Any]


@dataclass(frozen=True)
class Hierarchy:
    """The bot's standing in one guild."""

    view: WorldView
    guild_id: int

    def may(self, *needed: Permission) -> bool:
        return allows(self.view.permissions_of(self.guild_id, self.view.bot_id), *needed)

    def highest(self, user_id: int) -> int:
        """The position of the member's highest role; 0 for one who has none or is not there."""
        roles = self.view.roles_of(self.guild_id, user_id) or frozenset[int]()
        return max((self.view.role_position(self.guild_id, role) or 0 for role in roles), default=0)

    def reaches_role(self, role_id: int) -> bool:
        """A role that is not there is reached: that it is unknown is for others to say."""
        if self._is_owner(self.view.bot_id):
            return True
        position = self.view.role_position(self.guild_id, role_id)
        return position is None or position < self.highest(self.view.bot_id)

    def reaches_position(self, position: int) -> bool:
        return self._is_owner(self.view.bot_id) or position < self.highest(self.view.bot_id)

    def gives_role(self, role_id: int) -> bool:
        """Whether it can give and take that role: not one of an integration, which alone has it."""
        return self.reaches_role(role_id) and not self.view.is_managed(self.guild_id, role_id)

    def reaches_member(self, user_id: int) -> bool:
        if self._is_owner(self.view.bot_id) or user_id == self.view.bot_id:
            return True
        return not self._is_owner(user_id) and self.highest(user_id) < self.highest(self.view.bot_id)

    def _is_owner(self, user_id: int) -> bool:
        return self.view.owner_of(self.guild_id) == user_id


def _refused(*, unless: bool) -> RuleError | None:
    return None if unless else MISSING_PERMISSIONS


def role_given_or_taken(standing: Hierarchy, role_id: int) -> RuleError | None:
    """@everyone is given to all and cannot be given again."""
    if role_id == standing.guild_id:
        return INVALID_ROLE
    return _refused(unless=standing.may(Permission.MANAGE_ROLES) and standing.gives_role(role_id))


def role_changed(standing: Hierarchy, role_id: int) -> RuleError | None:
    """Editing the role itself; that of another bot as well, which changes nothing about whose it is."""
    return _refused(unless=standing.may(Permission.MANAGE_ROLES) and standing.reaches_role(role_id))


def role_deleted(standing: Hierarchy, role_id: int) -> RuleError | None:
    """Neither @everyone nor the role of an integration goes before its server or its integration does."""
    if role_id == standing.guild_id or standing.view.is_managed(standing.guild_id, role_id):
        return INVALID_ROLE if standing.may(Permission.MANAGE_ROLES) else MISSING_PERMISSIONS
    return role_changed(standing, role_id)


def roles_moved(standing: Hierarchy, order: Any) -> RuleError | None:
    """Only roles below the bot's highest can be sorted, and only to places below it."""
    movable = all(_may_move(standing, item) for item in as_list(order))
    return _refused(unless=standing.may(Permission.MANAGE_ROLES) and movable)


def _may_move(standing: Hierarchy, item: _Body) -> bool:
    position = item.get("position")
    return position is None or (standing.reaches_role(int(item["id"])) and standing.reaches_position(int(position)))


def role_created(standing: Hierarchy) -> RuleError | None:
    return _refused(unless=standing.may(Permission.MANAGE_ROLES))


def member_removed(standing: Hierarchy, user_id: int, needed: Permission) -> RuleError | None:
    return _refused(unless=standing.may(needed) and standing.reaches_member(user_id))


def allowed(standing: Hierarchy, *needed: Permission) -> RuleError | None:
    """What needs nothing but these permissions, such as reading the audit log or the bans."""
    return _refused(unless=standing.may(*needed))


def member_changed(standing: Hierarchy, user_id: int, body: _Body) -> RuleError | None:
    """A PATCH of a member: the first field that is out of reach refuses all of it."""
    granted = (
        ("nick" not in body or _may_rename(standing, user_id))
        and ("roles" not in body or _may_set_roles(standing, user_id, body["roles"]))
        and ("communication_disabled_until" not in body or _may_time_out(standing, user_id))
    )
    return _refused(unless=granted)


def _may_rename(standing: Hierarchy, user_id: int) -> bool:
    if user_id == standing.view.bot_id:
        return standing.may(Permission.CHANGE_NICKNAME) or standing.may(Permission.MANAGE_NICKNAMES)
    return standing.may(Permission.MANAGE_NICKNAMES) and standing.reaches_member(user_id)


def _may_time_out(standing: Hierarchy, user_id: int) -> bool:
    """An administrator cannot be timed out by anybody."""
    administrator = standing.view.permissions_of(standing.guild_id, user_id) & Permission.ADMINISTRATOR
    return standing.may(Permission.MODERATE_MEMBERS) and standing.reaches_member(user_id) and not administrator


def _may_set_roles(standing: Hierarchy, user_id: int, wanted: Any) -> bool:
    """Roles that stay as they are need no reach; a list that is none is for the form rules to refuse."""
    if not standing.may(Permission.MANAGE_ROLES):
        return False
    new = {int(role) for role in as_list(wanted) if str(role).isdigit()}
    old = standing.view.roles_of(standing.guild_id, user_id) or frozenset[int]()
    return all(standing.gives_role(role) for role in (new ^ old) - {standing.guild_id})
