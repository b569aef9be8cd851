"""Members found by name, and the bot as one of them."""

from typing import Any

from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import RequestContext, route


@route("GET", "/guilds/{guild_id}/members/search")
def search(ctx: RequestContext) -> Any:
    """Those whose user name or nickname begins with the query; docs: resources/guild#search-guild-members."""
    backend = ctx.backend
    guild = backend.get_guild(ctx.int_arg("guild_id"))
    begin = str(ctx.params.get("query", "")).casefold()
    found = [
        member
        for member in sorted(guild.members.values(), key=lambda member: member.user_id)
        if any(
            name is not None and name.casefold().startswith(begin)
            for name in (member.nick, backend.users[member.user_id].name, backend.users[member.user_id].global_name)
        )
    ]
    return [serializers.member_payload(backend, guild, member) for member in found[: int(ctx.params.get("limit", 1))]]


@route("GET", "/users/@me/guilds/{guild_id}/member")
def own(_: RequestContext) -> Any:
    """It needs the scope guilds.members.read, which a bot's token does not have."""
    raise BackendError(403, 20001, "Bots cannot use this endpoint")


@route("GET", "/guilds/{guild_id}/roles/member-counts")
def counts(ctx: RequestContext) -> Any:
    """How many members each role but @everyone has."""
    guild = ctx.backend.get_guild(ctx.int_arg("guild_id"))
    return {
        str(role): sum(1 for member in guild.members.values() if role in member.role_ids)
        for role in guild.roles
        if role != guild.id
    }
