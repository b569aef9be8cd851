"""Which server Ignis serves: the configured one, the one it has served before, or the only one it is in.

Whoever knows the application may invite the bot to a server of their own. That changes nothing for the one that is
served, and nothing of the other one has any effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServedGuild:
    """`problem` is one line for people if there is no server to serve. An invitation helps, a restart does not.

    `awaited` is the server that will be served again when Discord's outage is over.
    """

    guild_id: int | None
    problem: str | None = None
    awaited: int | None = None

    @property
    def own_id(self) -> int | None:
        """The server whose members are answered, also while Discord calls it unavailable."""
        return self.guild_id if self.guild_id is not None else self.awaited


@dataclass(frozen=True, slots=True)
class JoinedGuild:
    """A server that the bot is in. It is not `available` during an outage of Discord's."""

    name: str
    available: bool = True


def choose(
    wanted: int | None, joined: Mapping[int, JoinedGuild], *, invite: str, remembered: int | None = None
) -> ServedGuild:
    """`joined` are the servers that the bot is in, by id. `invite` is the link that adds it to one.

    `remembered` is the server that was served before. It is served on until the configuration names another one: a bot
    that was removed from it must not go over to a stranger's.

    >>> choose(None, {7: JoinedGuild("Age of Warfare")}, invite="https://…")
    ServedGuild(guild_id=7, problem=None)
    """
    chosen = wanted if wanted is not None else remembered
    if not joined and remembered is None:
        return ServedGuild(None, f"the bot is in no server yet: invite it with {invite}")
    if chosen is None and len(joined) > 1:
        names = ", ".join(f"{guild_id} ({guild.name})" for guild_id, guild in sorted(joined.items()))
        return ServedGuild(None, f"the bot is in several servers: set discord.guild_id to one of {names}")
    if chosen is None:
        chosen = next(iter(joined))
    if chosen not in joined:
        return ServedGuild(None, _missing(chosen, invite, configured=wanted is not None))
    if not joined[chosen].available:
        return ServedGuild(None, f"Discord has an outage: the server {chosen} is unavailable", awaited=chosen)
    return ServedGuild(chosen)


def _missing(guild_id: int, invite: str, *, configured: bool) -> str:
    if configured:
        return f"the bot is not in the server {guild_id} (discord.guild_id): invite it with {invite}"
    return (
        f"the bot is no longer in the server {guild_id}, which it serves: invite it again with {invite}, "
        "or set discord.guild_id to serve another one"
    )
