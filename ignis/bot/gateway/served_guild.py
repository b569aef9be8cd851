"""Which server Ignis serves: the configured one, or the only one it is in."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServedGuild:
    """`problem` is one line for people if there is no server to serve. An invitation helps, a restart does not."""

    guild_id: int | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class JoinedGuild:
    """A server that the bot is in. It is not `available` during an outage of Discord's."""

    name: str
    available: bool = True


def choose(wanted: int | None, joined: Mapping[int, JoinedGuild], *, invite: str) -> ServedGuild:
    """`joined` are the servers that the bot is in, by id. `invite` is the link that adds it to one.

    >>> choose(None, {7: JoinedGuild("Age of Warfare")}, invite="https://…")
    ServedGuild(guild_id=7, problem=None)
    """
    if not joined:
        return ServedGuild(None, f"the bot is in no server yet: invite it with {invite}")
    if wanted is None and len(joined) > 1:
        names = ", ".join(f"{guild_id} ({guild.name})" for guild_id, guild in sorted(joined.items()))
        return ServedGuild(None, f"the bot is in several servers: set discord.guild_id to one of {names}")
    chosen = next(iter(joined)) if wanted is None else wanted
    if chosen not in joined:
        return ServedGuild(None, f"the bot is not in the server {chosen} (discord.guild_id): invite it with {invite}")
    if not joined[chosen].available:
        return ServedGuild(None, f"Discord has an outage: the server {chosen} is unavailable")
    return ServedGuild(chosen)
