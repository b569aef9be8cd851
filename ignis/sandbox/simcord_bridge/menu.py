"""What a member's client offers: the commands that this member sees in this channel, and the roles of the server."""

from typing import Any

from simcord.enums import AppCommandType

from ignis.sandbox.simcord_bridge.simulation import Simulation

_KINDS = (AppCommandType.CHAT_INPUT, AppCommandType.USER, AppCommandType.MESSAGE)


def menu(simulation: Simulation, member: str, channel: str) -> dict[str, Any]:
    """`commands` as the bot registered them, `hidden` the number of those that this member does not see, and `roles` by
    name, the highest first, of which `bot_roles` can be given to nobody.

    Raises ControlError for an unknown member or channel.
    """
    names, backend = simulation.people.names, simulation.backend
    user, place, guild = names.member(member).id, names.channel(channel).id, backend.get_guild(simulation.spec.guild_id)
    seen = [
        command for kind in _KINDS for command in backend.visible_commands(user_id=user, channel_id=place, type=kind)
    ]
    registered = sum(len(backend.commands.get(scope, {})) for scope in (None, guild.id))
    roles = sorted(guild.roles.values(), key=lambda role: role.position, reverse=True)
    return {
        "commands": seen,
        "hidden": registered - len(seen),
        "roles": [role.name for role in roles if role.id != guild.id],
        "bot_roles": [role.name for role in roles if role.managed],
    }
