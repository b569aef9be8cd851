"""A server as the check of the role map sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ignis.domain.rules.pinned_names import NamedOnServer


@dataclass(frozen=True, slots=True)
class ServerRole:
    """`within_reach`: below the bot's highest role. `managed`: given by an integration alone."""

    id: int
    name: str
    within_reach: bool = True
    managed: bool = False
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class ServerChannel:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ServerView:
    """The server's roles from low to high, and what the bot may do there.

    `pins` are the ids of names as far as they are pinned, `staff` and `command_channels` what the settings name there;
    `other_servers` is how many servers the bot is in beside this one.
    """

    roles: tuple[ServerRole, ...]
    manages_roles: bool = True
    manages_nicknames: bool = True
    sees_audit_log: bool = True
    pins: Mapping[str, int] = field(default_factory=dict)
    staff: Sequence[NamedOnServer] = ()
    channels: Sequence[ServerChannel] = ()
    command_channels: Sequence[NamedOnServer] = ()
    other_servers: int = 0
