"""What clients ask when they start, and simcord does not answer."""

from typing import Any

from simcord.http import RequestContext, route

_REGION = {"deprecated": False, "custom": False}


@route("GET", "/voice/regions")
def regions(_: RequestContext) -> Any:
    return [{"id": "us-east", "name": "US East", "optimal": True, **_REGION}]


@route("GET", "/guilds/{guild_id}/regions")
def guild_regions(ctx: RequestContext) -> Any:
    ctx.backend.get_guild(ctx.int_arg("guild_id"))
    return regions(ctx)


@route("GET", "/sticker-packs")
def sticker_packs(_: RequestContext) -> Any:
    return {"sticker_packs": []}


@route("GET", "/soundboard-default-sounds")
def sounds(_: RequestContext) -> Any:
    return []


@route("GET", "/guilds/{guild_id}/soundboard-sounds")
def guild_sounds(ctx: RequestContext) -> Any:
    ctx.backend.get_guild(ctx.int_arg("guild_id"))
    return {"items": []}


@route("GET", "/guilds/{guild_id}/integrations")
def integrations(ctx: RequestContext) -> Any:
    guild_id = ctx.int_arg("guild_id")
    ctx.backend.get_guild(guild_id)
    ctx.require_guild_permissions(guild_id, "manage_guild")
    return []


@route("GET", "/guilds/{guild_id}/preview")
def preview(ctx: RequestContext) -> Any:
    guild = ctx.backend.get_guild(ctx.int_arg("guild_id"))
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "description": guild.description,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "approximate_member_count": len(guild.members),
        "approximate_presence_count": 0,
        "emojis": [],
        "stickers": [],
    }
