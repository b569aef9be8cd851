"""A profile as an embed, in the order that was asked for. No text of a member can ping or break the layout."""

from collections.abc import Iterable
from typing import Final

import discord

from ignis.domain.company import title as company_title
from ignis.domain.ladder import Next, Standing
from ignis.domain.profile import Profile
from ignis.domain.progress import Progress

LEGION_GREEN: Final = 0x2ECC71

# https://discord.com/developers/docs/resources/message#embed-object-embed-limits
_TITLE_LIMIT = 256
_FIELD_LIMIT = 1024
_MORE_RESERVE = len("\n+999 more")


def card(profile: Profile, *, name: str, tag: str, avatar_url: str) -> discord.Embed:
    """`name` is what the member is called here, `tag` the account's own name."""
    embed = discord.Embed(title=f"— TERMINAL: {_plain(name)} —"[:_TITLE_LIMIT], colour=LEGION_GREEN)
    standing = profile.standing
    embed.add_field(name="Points", value=f"{profile.points:,}")
    embed.add_field(name="Rank", value=_plain(standing.rank))
    embed.add_field(name="Progress", value=_progress(standing.progress), inline=False)
    embed.add_field(name="Next rank", value=_next(standing), inline=False)
    embed.add_field(name="Awards", value=listed(map(_plain, profile.awards)) or "none yet", inline=False)
    embed.add_field(name="Company", value=company_title(profile.company) if profile.company else "none")
    if profile.specialities:
        embed.add_field(name="Speciality", value=listed(map(_plain, profile.specialities)))
    if profile.gold_studs or profile.silver_studs:
        embed.add_field(name="Service studs", value=f"{profile.gold_studs} gold, {profile.silver_studs} silver")
    embed.set_thumbnail(url=avatar_url)
    embed.set_footer(text=f"@{tag}")
    return embed


def listed(items: Iterable[str], limit: int = _FIELD_LIMIT) -> str:
    """One a line, as many as fit, the others as a number."""
    everything = list(items)
    whole = "\n".join(everything)
    if len(whole) <= limit:
        return whole
    room, shown = limit - _MORE_RESERVE, 0
    for item in everything:
        if (room := room - len(item) - 1) < 0:
            break
        shown += 1
    return "\n".join([*everything[:shown], f"+{len(everything) - shown} more"])


def _progress(progress: Progress | None) -> str:
    if progress is None:
        return "no bar: this rank is given, not earned by points"
    text = f"`{progress.bar}` {progress.points:,} / {progress.limit:,}"
    if progress.reached:
        text += " (LIMIT REACHED)"
    if progress.extra:
        text += f"\nExtra points: +{progress.extra:,}"
    return text


def _next(standing: Standing) -> str:
    if standing.next is None:
        return "none: the last rank by points" if standing.path else "none: this rank is off the ladder"
    return "\n".join(_needs(standing.next))


def _needs(following: Next) -> Iterable[str]:
    yield f"**{_plain(following.rank)}** at {following.points:,} points"
    yield f"✖ {following.missing:,} more points" if following.missing else "✔ points"
    if following.requirement:
        yield f"✖ {_plain(following.requirement)}"
    if following.handpicked:
        yield "🔒 handpicked by the officers"


def _plain(text: str) -> str:
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text, as_needed=True))
