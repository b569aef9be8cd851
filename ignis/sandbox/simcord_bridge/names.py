"""Members, roles and channels as people call them, found in the guild; simcord's handles for them."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from simcord.actors import MemberActor
from simcord.backend.models import Guild
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle, UserHandle

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge.backend import SandboxBackend

_SHOWN = 8
_T = TypeVar("_T")


class Names:
    """`env` is what the handles belong to: simcord refuses handles of another environment."""

    def __init__(self, env: Any, backend: SandboxBackend, guild: Guild) -> None:
        self._env = env
        self._backend = backend
        self._guild = guild
        self._handle = GuildHandle(env, guild)

    def member(self, name: object) -> MemberActor:
        """By id, nickname, display name or user name. Raises ControlError (404; 400 when two answer to it)."""
        members = ((member, self._backend.users[member.user_id]) for member in self._guild.members.values())
        known = [(user, (str(user.id), member.nick, user.global_name, user.name)) for member, user in members]
        user = _pick("member", name, known)
        return MemberActor(self._env, self._handle, UserHandle(self._env, user))

    def role(self, name: object) -> RoleHandle:
        known = [(role, (str(role.id), role.name)) for role in self._guild.roles.values()]
        return RoleHandle(self._env, self._handle, _pick("role", name, known))

    def channel(self, name: object) -> ChannelHandle:
        known = [(channel, (str(channel.id), channel.name)) for channel in self._channels()]
        bare = name.removeprefix("#") if isinstance(name, str) else name
        return ChannelHandle(self._env, self._handle, _pick("channel", bare, known))

    def member_or_role(self, name: object) -> MemberActor | RoleHandle:
        try:
            return self.member(name)
        except ControlError:
            return self.role(name)

    def _channels(self) -> Iterable[Any]:
        return (self._backend.channels[number] for number in self._guild.channel_ids)


def _pick(kind: str, name: object, known: Sequence[tuple[_T, tuple[str | None, ...]]]) -> _T:
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise ControlError(400, f"a {kind} is given by name or id, as text; got {name!r}")
    wanted = str(name).casefold()
    found = [thing for thing, names in known if any(wanted == each.casefold() for each in names if each)]
    if len(found) == 1:
        return found[0]
    if found:
        raise ControlError(400, f"{len(found)} {kind}s are called {name!r}: use the id")
    some = ", ".join(str(names[1] or names[-1]) for _, names in known[:_SHOWN])
    raise ControlError(404, f"no {kind} called {name!r}; there are {some}{', ...' if len(known) > _SHOWN else ''}")
