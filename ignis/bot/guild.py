"""Which server Ignis serves: the configured one, or the only one it is in."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """`problem` is one line for people when there is no server to serve; no restart helps, an invitation does."""

    guild_id: int | None
    problem: str | None = None


def choose(wanted: int | None, joined: Mapping[int, str], *, invite: str) -> Served:
    """`joined` are the servers the bot is in, by id; `invite` is the link that adds it to one."""
    if wanted is not None:
        if wanted in joined:
            return Served(wanted)
        return Served(None, f"the bot is not in the server {wanted} (discord.guild_id): invite it with {invite}")
    if not joined:
        return Served(None, f"the bot is in no server yet: invite it with {invite}")
    if len(joined) > 1:
        names = ", ".join(f"{guild_id} ({name})" for guild_id, name in sorted(joined.items()))
        return Served(None, f"the bot is in several servers: set discord.guild_id to one of {names}")
    return Served(next(iter(joined)))
