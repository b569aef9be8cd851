"""The seeded world as Roblox sees it: users, one group, its roles, who holds which."""

from ignis.sandbox.world import RobloxGroupRole, RobloxUser, WorldSpec


class RobloxPeople:
    def __init__(self, world: WorldSpec) -> None:
        self.group_id = world.roblox_group_id
        self.group_name = f"{world.name} - Salamanders"
        self.group_roles = world.roblox_group_roles
        self._users = {user.id: user for user in world.roblox_users}
        self._roles = {role.name: role for role in world.roblox_group_roles}

    def user(self, user_id: int) -> RobloxUser | None:
        return self._users.get(user_id)

    def role_of(self, user: RobloxUser) -> RobloxGroupRole | None:
        """The user's role in the group, None for one who is not in it."""
        return None if user.group_role is None else self._roles[user.group_role]

    def head_count(self, role: RobloxGroupRole) -> int:
        return sum(1 for user in self._users.values() if user.group_role == role.name)

    def members(self) -> tuple[tuple[RobloxUser, RobloxGroupRole], ...]:
        """Everybody in the group, by user id."""
        everybody = sorted(self._users.values(), key=lambda user: user.id)
        return tuple((user, role) for user in everybody if (role := self.role_of(user)) is not None)
