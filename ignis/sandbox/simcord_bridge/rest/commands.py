"""Commands one by one; simcord knows them only all at once.

https://discord.com/developers/docs/interactions/application-commands#endpoints
"""

from typing import Any, cast

from simcord.backend.errors import BackendError
from simcord.backend.ops.commands import COMMAND_FIELDS
from simcord.http import RequestContext, route

from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.simcord_bridge.rest.created import Created

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


@route("POST", _GLOBAL)
@route("POST", _GUILD)
def create(ctx: RequestContext) -> Any:
    """An upsert: a command of this type and name is replaced, and keeps its id."""
    backend, scope = _backend(ctx), _scope(ctx)
    before = {command["id"] for command in backend.commands.get(scope, {}).values()}
    command = backend.upsert_command(scope, ctx.fields(*COMMAND_FIELDS))
    return command if command["id"] in before else Created(command)


@route("GET", _GLOBAL + "/{command_id}")
@route("GET", _GUILD + "/{command_id}")
def get(ctx: RequestContext) -> Any:
    return _found(ctx)


@route("PATCH", _GLOBAL + "/{command_id}")
@route("PATCH", _GUILD + "/{command_id}")
def edit(ctx: RequestContext) -> Any:
    """What is not in the body stays as it is."""
    backend, scope, command = _backend(ctx), _scope(ctx), _found(ctx)
    kept = {name: command[name] for name in COMMAND_FIELDS if name in command}
    return backend.upsert_command(scope, kept | ctx.fields(*COMMAND_FIELDS), renamed=command)


@route("DELETE", _GLOBAL + "/{command_id}")
@route("DELETE", _GUILD + "/{command_id}")
def delete(ctx: RequestContext) -> None:
    command = _found(ctx)
    del ctx.backend.commands[_scope(ctx)][command["name"], command["type"]]


@route("GET", _GUILD + "/permissions")
def permissions(ctx: RequestContext) -> Any:
    """Those of the commands that have any of their own."""
    guild_id = ctx.int_arg("guild_id")
    return [
        {
            "id": str(command),
            "application_id": ctx.args["application_id"],
            "guild_id": str(guild_id),
            "permissions": list(granted),
        }
        for (guild, command), granted in ctx.backend.command_permissions.items()
        if guild == guild_id
    ]


def _backend(ctx: RequestContext) -> SandboxBackend:
    return cast("SandboxBackend", ctx.backend)  # the only one there is here


def _scope(ctx: RequestContext) -> int | None:
    return ctx.int_arg("guild_id") if "guild_id" in ctx.args else None


def _found(ctx: RequestContext) -> dict[str, Any]:
    for command in ctx.backend.commands.get(_scope(ctx), {}).values():
        if command["id"] == ctx.args["command_id"]:
            return command
    raise BackendError(404, 10063, "Unknown application command")
