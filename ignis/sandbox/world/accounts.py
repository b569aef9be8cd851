"""Who is who on Roblox, and whom Bloxlink takes for whom: the seeded world, and what was changed since."""

from dataclasses import dataclass, replace
from typing import Any

from ignis.sandbox.world.spec import RobloxGroupRole, RobloxUser, WorldSpec


@dataclass(frozen=True)
class OddAnswer:
    """What Bloxlink answers about one member in place of the truth."""

    status: int
    body: Any


class RobloxPeople:
    """Roblox: users, one group, its roles, who holds which. A terminated user is not to be found any more."""

    def __init__(self, world: WorldSpec) -> None:
        self.group_id = world.roblox_group_id
        self.group_name = f"{world.name} - Salamanders"
        self.group_roles = world.roblox_group_roles
        self._users = {user.id: user for user in world.roblox_users}
        self._roles = {role.name: role for role in world.roblox_group_roles}
        self._terminated: set[int] = set()

    def user(self, user_id: int) -> RobloxUser | None:
        return None if user_id in self._terminated else self._users.get(user_id)

    def known(self, user_id: int) -> RobloxUser | None:
        """Terminated or not."""
        return self._users.get(user_id)

    def named(self, name: str) -> RobloxUser | None:
        """By id or name, terminated or not."""
        wanted = name.casefold()
        return next((user for user in self._users.values() if wanted in (str(user.id), user.name.casefold())), None)

    def role_of(self, user: RobloxUser) -> RobloxGroupRole | None:
        """The user's role in the group, None for one who is not in it."""
        return None if user.group_role is None else self._roles[user.group_role]

    def has_role(self, name: str) -> bool:
        return name in self._roles

    def head_count(self, role: RobloxGroupRole) -> int:
        return sum(1 for user in self._present() if user.group_role == role.name)

    def members(self) -> tuple[tuple[RobloxUser, RobloxGroupRole], ...]:
        """Everybody in the group, by user id."""
        everybody = sorted(self._present(), key=lambda user: user.id)
        return tuple((user, role) for user in everybody if (role := self.role_of(user)) is not None)

    def change(self, user: RobloxUser, *, terminated: bool | None = None, **changes: str | None) -> RobloxUser:
        """`changes` are fields of RobloxUser."""
        changed = self._users[user.id] = replace(user, **changes)  # type: ignore[arg-type]  # mypy takes them for ids
        if terminated is not None:
            (self._terminated.add if terminated else self._terminated.discard)(user.id)
        return changed

    def is_terminated(self, user_id: int) -> bool:
        return user_id in self._terminated

    def _present(self) -> list[RobloxUser]:
        return [user for user in self._users.values() if user.id not in self._terminated]


class Accounts:
    """`links` are the Roblox ids by the ids of Discord members, None for those that are not linked."""

    def __init__(self, world: WorldSpec) -> None:
        self._world = world
        self.begin_again()

    def begin_again(self) -> None:
        """As at the start."""
        self.roblox = RobloxPeople(self._world)
        self.links = {member.id: member.roblox_id for member in self._world.members}
        self.odd: dict[int, OddAnswer] = {}
