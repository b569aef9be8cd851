"""What a member's client offers: the commands that this member sees in this channel, and the roles of the server."""

from collections.abc import Mapping
from typing import Any, Final

from simcord.enums import AppCommandType

from ignis.sandbox.simcord_bridge.simulation import Simulation

_ADMINISTRATOR: Final = 1 << 3
_SUBCOMMAND, _SUBCOMMAND_GROUP = 1, 2
_KINDS = (AppCommandType.CHAT_INPUT, AppCommandType.USER, AppCommandType.MESSAGE)


def menu(simulation: Simulation, member: str, channel: str) -> dict[str, Any]:
    """`commands` as the bot registered them, `hidden` how many this member does not see, and `roles` by name, the
    highest first, of which `bot_roles` can be given to nobody.

    Each subcommand counts, as a client lists them. Hidden ones are by whom they are for: `administrators`; `staff`, who
    have another permission that this member lacks; `others`, hidden in this channel or by the server's own settings.

    Raises ControlError for an unknown member or channel.
    """
    names, backend = simulation.people.names, simulation.backend
    user, place, guild = names.member(member).id, names.channel(channel).id, backend.get_guild(simulation.spec.guild_id)
    seen = [
        command for kind in _KINDS for command in backend.visible_commands(user_id=user, channel_id=place, type=kind)
    ]
    shown, permissions = {command["id"] for command in seen}, backend.compute_permissions(guild.id, user, place)
    hidden = {"administrators": 0, "staff": 0, "others": 0}
    for scope in (None, guild.id):
        for command in backend.commands.get(scope, {}).values():
            if command["id"] not in shown:
                hidden[_for_whom(command, permissions)] += _entries(command)
    roles = sorted(guild.roles.values(), key=lambda role: role.position, reverse=True)
    return {
        "commands": seen,
        "hidden": hidden,
        "roles": [role.name for role in roles if role.id != guild.id],
        "bot_roles": [role.name for role in roles if role.managed],
    }


def _for_whom(command: Mapping[str, Any], permissions: int) -> str:
    """Whose it is. "0" is for administrators alone.

    https://discord.com/developers/docs/interactions/application-commands#permissions
    """
    needs = command.get("default_member_permissions")
    if needs is None:
        return "others"
    lacks = int(needs) & ~permissions
    if int(needs) == 0 or lacks & _ADMINISTRATOR:
        return "administrators"
    return "staff" if lacks else "others"


def _entries(command: Mapping[str, Any]) -> int:
    """How many lines of a client's list it is: one, or one for each subcommand."""
    below = [each for each in command.get("options") or () if each["type"] in {_SUBCOMMAND, _SUBCOMMAND_GROUP}]
    return sum(map(_entries, below)) or 1
