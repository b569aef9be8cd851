"""A profile as one message of Components V2, always in the same order, whatever the member's names and roles are.

The text says all that the picture shows. No text of a member can ping or break the layout.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from discord import ui

from ignis.bot.replies.buttons import button
from ignis.bot.replies.layout import panel, row, size
from ignis.bot.replies.markup import named, short
from ignis.bot.replies.outage import unconfirmed, why
from ignis.bot.replies.pictures import gallery
from ignis.bot.texts import Voice
from ignis.domain.members.profile import Profile
from ignis.domain.rules.company import title as company_title
from ignis.domain.rules.ladder import NextRank, Standing
from ignis.domain.rules.ladder_steps import LadderRow, place_of
from ignis.domain.rules.progress import Progress
from ignis.services.ports import AccountAnswer, Closed, Linked, NotLinked, Unavailable

PICTURE: Final = "ladder.png"
HISTORY: Final = "card-history"
LADDER: Final = "card-ladder"
REFRESH: Final = "card-refresh"

# Discord allows 4,000 characters in all. These are the parts of a card that can grow.
_AWARDS_LIMIT: Final = 1600
_SPECIALITIES_LIMIT: Final = 300
_MORE_RESERVE: Final = 24


@dataclass(frozen=True)
class CardPerson:
    """The member as Discord shows them: `name` on this server, `tag` is the account's own name."""

    user_id: int
    name: str
    tag: str
    avatar_url: str


@dataclass(frozen=True)
class CardContent:
    """`account` is None if no account can be looked up; `pictured`: the picture comes with the card."""

    person: CardPerson
    profile: Profile
    ladder: tuple[LadderRow, ...]
    account: AccountAnswer | None
    pictured: bool


def card(content: CardContent, say: Voice) -> ui.LayoutView:
    """The message. If it is `pictured`, send the picture of the ladder with it, as `ladder.png`."""
    return panel(*_items(content, say))


def _items(content: CardContent, say: Voice) -> Iterator[ui.Item[Any]]:
    person, profile, standing = content.person, content.profile, content.profile.standing
    name = named(person.name)
    avatar: ui.Thumbnail[Any] = ui.Thumbnail(
        person.avatar_url, description=say("card.avatar_alt", name=short(person.name))
    )
    yield ui.Section(
        ui.TextDisplay(f"### {say('card.title', name=name)}"),
        ui.TextDisplay(_lines(_line(say("card.points"), say.number(profile.points)), _rank(standing, say))),
        ui.TextDisplay(_progress(standing.progress, say, bar=not content.pictured)),
        accessory=avatar,
    )
    if content.pictured:
        yield gallery(PICTURE, _picture_alt(content, say))
    if (following := _next(standing, say)) is not None:
        yield ui.TextDisplay(following)
    yield ui.Separator()
    if profile.awards:
        yield ui.TextDisplay(_labelled(say("card.awards"), _awards(profile.awards, say)))
    if (service := _service_and_roblox(tuple(_service(profile, say)), content.account, say)) is not None:
        yield service
    yield ui.TextDisplay(f"-# @\u200b{named(person.tag)}")
    yield _buttons(person.user_id, say)


def listed(items: Iterable[str], limit: int, say: Voice, *, between: str = "\n") -> str:
    """As many whole items as fit into `limit` characters; of the others only their number."""
    everything = list(items)
    whole = between.join(everything)
    if size(whole) <= limit:
        return whole
    room, shown = limit - _MORE_RESERVE, 0
    for item in everything:
        if (room := room - size(item) - len(between)) < 0:
            break
        shown += 1
    return between.join([*everything[:shown], say("card.more", count=len(everything) - shown)])


def _rank(standing: Standing, say: Voice) -> str:
    return _line(say("card.rank"), named(standing.rank))


def _progress(progress: Progress | None, say: Voice, *, bar: bool) -> str:
    """Without a `bar` where the picture shows it."""
    if progress is None:
        return f"-# {say('card.given')}"
    text = f"**{say.number(progress.points)} / {say.number(progress.limit)}**"
    if bar:
        text = f"`{progress.bar}` {text}"
    if progress.reached:
        text += f" {say('card.limit_reached')}"
    if progress.extra:
        text += f"\n{say('card.extra', points=progress.extra)}"
    return _labelled(say("card.progress"), text)


def _next(standing: Standing, say: Voice) -> str | None:
    """None off the ladder."""
    if standing.next is not None:
        return _labelled(say("card.next"), _lines(*_needs(standing.next, say)))
    return f"-# {say('card.last')}" if standing.path else None


def _needs(following: NextRank, say: Voice) -> Iterator[str]:
    yield say("card.next_at", rank=named(following.rank), count=following.points)
    yield say("card.needs_points", count=following.missing) if following.missing else say("card.has_points")
    if following.requirement:
        yield f"✖ {named(following.requirement)}"
    if following.handpicked:
        yield say("card.handpicked")


def _awards(awards: tuple[str, ...], say: Voice) -> str:
    shown = (f"· {named(award)}" for award in awards)
    return listed(shown, _AWARDS_LIMIT, say)


def _service(profile: Profile, say: Voice) -> Iterator[str]:
    if profile.company:
        yield _line(say("card.company"), company_title(profile.company))
    if profile.specialities:
        shown = map(named, profile.specialities)
        names = listed(shown, _SPECIALITIES_LIMIT, say, between=", ")
        yield _line(say("card.speciality"), names)
    if profile.gold_studs or profile.silver_studs:
        held = say("card.studs_held", gold=profile.gold_studs, silver=profile.silver_studs)
        yield _line(say("card.studs"), held)


def _service_and_roblox(service: tuple[str, ...], account: AccountAnswer | None, say: Voice) -> ui.Item[Any] | None:
    """One paragraph, or none if there is nothing to say; the headshot beside it if there is one."""
    lines = service if account is None else (*service, _roblox(account, say))
    if not lines:
        return None
    text = ui.TextDisplay[Any](_lines(*lines))
    if not isinstance(account, Linked) or account.headshot_url is None:
        return text
    alt = say("card.avatar_alt", name=short(account.name))
    return ui.Section(text, accessory=ui.Thumbnail(account.headshot_url, description=alt))


def _roblox(account: AccountAnswer, say: Voice) -> str:
    match account:
        case Linked(name=name):
            shown = named(name)
        case NotLinked():
            shown = say("card.not_linked")
        case Closed():
            shown = say("card.closed")
        case Unavailable():
            return _line(say("card.roblox"), why(account, say))
    if account.unconfirmed is not None:
        shown += f" ({unconfirmed(account.unconfirmed, say)})"
    return _line(say("card.roblox"), shown)


def _picture_alt(content: CardContent, say: Voice) -> str:
    standing = content.profile.standing
    place = place_of(standing.rank, content.ladder)
    if place is None:
        return say("card.ladder_alt_off", rank=short(standing.rank))
    return say("card.ladder_alt", rank=short(standing.rank), place=place + 1, steps=len(content.ladder))


def _buttons(user_id: int, say: Voice) -> ui.ActionRow[Any]:
    """A refreshed card stays in the language of the first reader: others are reading it, too."""
    return row(
        button(HISTORY, user_id, label=say("card.button_history"), emoji="📜"),
        button(LADDER, user_id, label=say("card.button_ladder"), emoji="🪜"),
        button(REFRESH, user_id, say.place, label=say("card.button_refresh"), emoji="🔄"),
    )


def _line(label: str, value: str) -> str:
    return f"**{label}** · {value}"


def _labelled(label: str, text: str) -> str:
    return f"**{label}**\n{text}"


def _lines(*lines: str) -> str:
    return "\n".join(lines)
