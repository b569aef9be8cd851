"""Which members a session is told of: those in GUILD_CREATE, and those it asks for (op 8).

https://discord.com/developers/docs/events/gateway-events#request-guild-members
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from simcord.backend import serializers
from simcord.backend.models import Guild, Member

from ignis.sandbox.simcord_bridge.backend import SandboxBackend

CHUNK = 1000
_MOST_FOUND = 100  # by a prefix, or by ids
_LONGEST_NONCE = 32  # bytes; a longer one is ignored
_TOO_LARGE_FOR_LISTS = 75_000


@dataclass(frozen=True)
class MemberRequest:
    """What a client asks for with op 8. `user_ids` is None where it asks by `query`, the beginning of a name."""

    guild_id: int
    query: str = ""
    limit: int = 0
    user_ids: tuple[int, ...] | None = None
    presences: bool = False
    nonce: str | None = None

    @property
    def everybody(self) -> bool:
        """It asks for the whole list, which needs the members intent and may be had once in a while only."""
        return self.user_ids is None and not self.query and self.limit == 0

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "MemberRequest":
        """Raises KeyError, TypeError or ValueError for a request that is none."""
        guilds = data["guild_id"] if isinstance(data["guild_id"], list) else [data["guild_id"]]
        (guild_id,) = guilds  # of one server at a time
        ids = data.get("user_ids")
        nonce = data.get("nonce")
        if ids is None and "query" not in data:
            raise ValueError("one of query and user_ids is needed")
        return cls(
            int(guild_id),
            str(data.get("query") or ""),
            int(data.get("limit") or 0),
            None if ids is None else tuple(map(int, ids if isinstance(ids, list) else [ids])),
            bool(data.get("presences")),
            nonce if isinstance(nonce, str) and len(nonce.encode()) <= _LONGEST_NONCE else None,
        )


def chunks(backend: SandboxBackend, intents: discord.Intents, request: MemberRequest) -> list[dict[str, Any]]:
    """The GUILD_MEMBERS_CHUNK events that answer it; none for a server that the bot does not see, or without a right
    to the whole list.
    """
    guild = backend.guilds.get(request.guild_id)
    if guild is None or guild.id in backend.outages or (request.everybody and not intents.members):
        return []
    found = _found(backend, guild, request)
    parts = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)] or [[]]
    answers = [_chunk(backend, guild, part, number, len(parts)) for number, part in enumerate(parts)]
    for answer, part in zip(answers, parts, strict=True):
        if request.presences and intents.presences:
            answer["presences"] = [_offline(guild, member) for member in part]
        if request.nonce is not None:
            answer["nonce"] = request.nonce
    missing = [str(user) for user in request.user_ids or () if user not in guild.members]
    if missing:
        answers[0]["not_found"] = missing
    return answers


def first_members(
    payload: Mapping[str, Any], intents: discord.Intents, large_threshold: int, bot_id: int
) -> dict[str, Any]:
    """GUILD_CREATE with the members that Discord sends unasked: the bot and those in voice channels, as long as the
    client has no presences intent.
    """
    count = int(payload["member_count"])
    large = count > large_threshold
    told = {str(bot_id), *(str(state["user_id"]) for state in payload["voice_states"])}
    shows_all = intents.presences and count <= _TOO_LARGE_FOR_LISTS
    members = [
        member
        for member in payload["members"]
        if member["user"]["id"] in told or (shows_all and (not large or member["roles"] or member["nick"] is not None))
    ]
    return {**payload, "large": large, "members": members}


def _found(backend: SandboxBackend, guild: Guild, request: MemberRequest) -> Sequence[Member]:
    everybody = list(guild.members.values())
    if request.user_ids is not None:
        wanted = set(request.user_ids[:_MOST_FOUND])
        return [member for member in everybody if member.user_id in wanted]
    if request.everybody:
        return everybody
    named = [member for member in everybody if _begins(backend, member, request.query.casefold())]
    return named[: min(request.limit or _MOST_FOUND, _MOST_FOUND)]


def _begins(backend: SandboxBackend, member: Member, prefix: str) -> bool:
    user = backend.users[member.user_id]
    names: Iterable[str | None] = (user.name, user.global_name, member.nick)
    return any(name is not None and name.casefold().startswith(prefix) for name in names)


def _chunk(backend: SandboxBackend, guild: Guild, members: Sequence[Member], number: int, count: int) -> dict[str, Any]:
    return {
        "guild_id": str(guild.id),
        "members": [serializers.member_payload(backend, guild, member) for member in members],
        "chunk_index": number,
        "chunk_count": count,
    }


def _offline(guild: Guild, member: Member) -> dict[str, Any]:
    user = {"id": str(member.user_id)}
    return {"user": user, "guild_id": str(guild.id), "status": "offline", "activities": [], "client_status": {}}
