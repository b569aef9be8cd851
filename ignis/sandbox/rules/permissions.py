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

    def reaches_member(self, user_id: int) -> bool:
        if self._is_owner(self.view.bot_id) or user_id == self.view.bot_id:
            return True
        return not self._is_owner(user_id) and self.highest(user_id) < self.highest(self.view.bot_id)

    def _is_owner(self, user_id: int) -> bool:
        return self.view.owner_of(self.guild_id) == user_id


def _refused(*, unless: bool) -> RuleError | None:
    return None if unless else MISSING_PERMISSIONS


def role_given_or_taken(standing: Hierarchy, role_id: int) -> RuleError | None:
    return _refused(unless=standing.may(Permission.MANAGE_ROLES) and standing.reaches_role(role_id))


def role_changed(standing: Hierarchy, role_id: int) -> RuleError | None:
    """Editing or deleting the role itself: the same reach as giving it."""
    return role_given_or_taken(standing, role_id)


def role_created(standing: Hierarchy) -> RuleError | None:
    return _refused(unless=standing.may(Permission.MANAGE_ROLES))


def member_removed(standing: Hierarchy, user_id: int, needed: Permission) -> RuleError | None:
    return _refused(unless=standing.may(needed) and standing.reaches_member(user_id))


def audit_log_read(standing: Hierarchy) -> RuleError | None:
    return _refused(unless=standing.may(Permission.VIEW_AUDIT_LOG))


def member_changed(standing: Hierarchy, user_id: int, body: _Body) -> RuleError | None:
    """A PATCH of a member: the first field that is out of reach refuses all of it."""
    allowed = (
        ("nick" not in body or _may_rename(standing, user_id))
        and ("roles" not in body or _may_set_roles(standing, user_id, body["roles"]))
        and ("communication_disabled_until" not in body or _may_time_out(standing, user_id))
    )
    return _refused(unless=allowed)


def _may_rename(standing: Hierarchy, user_id: int) -> bool:
    if user_id == standing.view.bot_id:
        return standing.may(Permission.CHANGE_NICKNAME) or standing.may(Permission.MANAGE_NICKNAMES)
    return standing.may(Permission.MANAGE_NICKNAMES) and standing.reaches_member(user_id)


def _may_time_out(standing: Hierarchy, user_id: int) -> bool:
    return standing.may(Permission.MODERATE_MEMBERS) and standing.reaches_member(user_id)


def _may_set_roles(standing: Hierarchy, user_id: int, wanted: Any) -> bool:
    """Roles that stay as they are need no reach; a list that is none is for the form rules to refuse."""
    if not standing.may(Permission.MANAGE_ROLES):
        return False
    new = {int(role) for role in as_list(wanted) if str(role).isdigit()}
    old = standing.view.roles_of(standing.guild_id, user_id) or frozenset[int]()
    return all(standing.reaches_role(role) for role in (new ^ old) - {standing.guild_id})
