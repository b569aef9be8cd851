"""Members of a test server whose nicknames and roles the sync may change."""

from simcord.actors import MemberActor

from ignis.bot.role_sync import RoleSync
from tests.support.servers.server import Server


def join(server: Server, name: str, nick: str, *roles: str) -> MemberActor:
    user = server.env.create_user(name.lower(), global_name=name)
    return server.guild.add_member(user, roles=[server.roles[role] for role in roles], nick=nick)


def nickname(server: Server, who: MemberActor) -> str | None:
    """As Discord has it."""
    return server.env.backend.get_member(server.guild.id, who.id).nick


async def lift(roles: RoleSync, server: Server, role: str) -> None:
    """Moves the role above Ignis' own."""
    server.env.backend.edit_role(server.guild.id, server.roles[role].id, {"position": 50})
    await server.env.settle()
    assert roles.planner.refresh()
