"""`/why`: explains a member's rank and nickname from roles, role map and points, and says where each fact is from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import discord
from discord import ui

from ignis.bot.replies.layout import panel, paragraphs, stamp
from ignis.bot.replies.markup import named, plain
from ignis.bot.replies.outage import unconfirmed
from ignis.bot.replies.people import MemberNames, Names
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.role_sync.planner import CurrentRoleMap, SyncPlanner
from ignis.bot.role_sync.refused_writes import RefusedWrite
from ignis.bot.texts import Texts, Voice
from ignis.domain.blocked import LEFT_ALONE
from ignis.domain.members.change import Action, LedgerEntry
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.plan import NameSource, RankSource
from ignis.domain.rules.ladder import NextRank
from ignis.services.ports import Closed, Linked, RememberedAnswer, UnansweredQuestion, Unnamed
from ignis.services.why import RankExplainer, RankExplanation

_ROLES_SHOWN: Final = 8
_NAME_SHOWN: Final = 40
_PROBLEM_SHOWN: Final = 200
_REFUSED_SHOWN: Final = 3


class CheckedRoleMap(CurrentRoleMap, Protocol):
    @property
    def problem(self) -> str | None:
        """Why the file on disk is not in force, as one line; None if it is."""
        ...


class WhyPanel:
    def __init__(self, why: RankExplainer, planner: SyncPlanner, role_map: CheckedRoleMap, texts: Texts) -> None:
        self._why = why
        self._planner = planner
        self._role_map = role_map
        self._texts = texts

    async def show(self, interaction: Interaction, member: discord.Member) -> Reply:
        """Raises Refused, Declined, StorageError."""
        if member.bot:
            raise Refused(Refusal.TARGET_IS_BOT)
        seen = self._planner.seen(member)
        if seen is None:
            raise Declined("sync.not_yet")
        found = await self._why.explain(*seen)
        say = self._texts.voice(interaction.locale)
        shown = why_view(
            found,
            self._role_map.current.revision,
            self._role_map.problem,
            MemberNames(member.guild, say),
            say,
            refused=_refusals(self._planner.refused.of(member.id), member.guild),
        )
        return Reply(view=shown, ephemeral=True)


@dataclass(frozen=True)
class Refusals:
    """What Discord does not let us write of the member; `roles` are the names of the server's roles, by id."""

    writes: Sequence[RefusedWrite] = ()
    roles: Mapping[int, str] = field(default_factory=dict[int, str])

    @property
    def of_a_role(self) -> bool:
        return any(isinstance(each.target, int) for each in self.writes)

    def holds(self, nickname: str) -> bool:
        return any(each.target == nickname for each in self.writes)


_NOTHING_REFUSED: Final = Refusals()


def why_view(
    why: RankExplanation,
    revision: str,
    problem: str | None,
    names: Names,
    say: Voice,
    *,
    refused: Refusals = _NOTHING_REFUSED,
) -> ui.LayoutView:
    """`revision` and `problem` are the role map's."""
    title = say("why.title", name=names.of(why.seen.user_id))
    return panel(
        paragraphs([f"### {title}", *_rank(why, names, say, refused)]),
        ui.Separator(),
        paragraphs([*_nickname(why, say, refused), *_refused(refused, say), *_map(revision, problem, say)]),
    )


def _refusals(writes: Sequence[RefusedWrite], guild: discord.Guild) -> Refusals:
    ids = [each.target for each in writes if isinstance(each.target, int)]
    roles = {role_id: role.name for role_id in ids if (role := guild.get_role(role_id)) is not None}
    return Refusals(writes, roles)


def _refused(refused: Refusals, say: Voice) -> Iterator[str]:
    for each in refused.writes[:_REFUSED_SHOWN]:
        when, problem = stamp(each.at, "R"), say(f"problems.{each.problem}")
        again = say("why.again_when_changed" if each.waits else "why.again_soon")
        if isinstance(each.target, str):
            yield say("why.refused_nickname", nickname=plain(each.target), problem=problem, when=when, again=again)
        else:
            shown = _named(refused.roles.get(each.target, str(each.target)))
            yield say("why.refused_role", role=shown, problem=problem, when=when, again=again)


def _rank(why: RankExplanation, names: Names, say: Voice, refused: Refusals) -> Iterator[str]:
    yield f"**{say('why.rank', rank=_named(why.plan.rank))}**"
    yield from _rank_source(why, say, hindered=why.plan.no_swap is not None or refused.of_a_role)
    yield from _roles(why, say)
    if why.plan.rank_changes:
        yield say("why.rank_to_follow", before=_named(why.plan.before))
    if why.last is not None:
        yield _last(why.last, names, say)
    if why.returned is not None:
        yield say("why.returned", when=stamp(why.returned.at, "f"))
    yield _points(why, say)
    if why.plan.no_swap is not None:
        yield say("why.roles_blocked", reason=say(f"blocked.{why.plan.no_swap}"))


def _roles(why: RankExplanation, say: Voice) -> Iterator[str]:
    for place, ranked in enumerate(why.held[:_ROLES_SHOWN], start=1):
        key = "why.role_decides" if place == 1 else "why.role"
        yield say(key, place=place, role=_named(ranked.role), rank=_named(ranked.rank))
    if (more := len(why.held) - _ROLES_SHOWN) > 0:
        yield say("why.more_roles", count=more)
    if why.other_roles:
        yield say("why.other_roles", count=why.other_roles)


def _last(last: LedgerEntry, names: Names, say: Voice) -> str:
    before, after, when = _named(str(last.before)), _named(str(last.after)), stamp(last.at, "f")
    if last.action is Action.PROMOTED:
        return say("why.last.promoted", before=before, after=after, when=when)
    if last.action is Action.SYNCED and last.actor_id is None:  # no author is known: it may be a change of the map
        return say("why.last.synced_unsigned", before=before, after=after, when=when)
    who = names.of(last.actor_id) if last.actor_id is not None else say("why.nobody")
    return say(f"why.last.{last.action}", before=before, after=after, who=who, when=when)


def _rank_source(why: RankExplanation, say: Voice, *, hindered: bool) -> Iterator[str]:
    made = why.plan
    match made.rank_source:
        case RankSource.ROLES:
            yield say("why.by.roles")
        case RankSource.IGNIS:
            yield say("why.by.ignis_hindered" if hindered else "why.by.ignis", rank=_named(made.role_rank or made.rank))
        case _:
            yield say(f"why.by.{made.rank_source}")


def _points(why: RankExplanation, say: Voice) -> str:
    points, following = why.stored.points if why.stored is not None else 0, why.standing.next
    sentence = say("why.points", count=points)
    return f"{sentence} {_next(following, say)}" if following is not None else sentence


def _next(following: NextRank, say: Voice) -> str:
    key = "why.next_gated" if following.gated else "why.next"
    return say(key, rank=_named(following.rank), points=following.points)


def _nickname(why: RankExplanation, say: Voice, refused: Refusals) -> Iterator[str]:
    made, current = why.plan, why.seen.nickname
    shown = plain(current) if current else say("why.no_nickname")
    yield f"**{say('why.nickname', nickname=shown)}**"
    if made.nickname is not None:
        wanted = made.nickname.text
        yield _due(wanted, current, say, blocked=made.no_rename is not None or refused.holds(wanted))
        yield say(f"why.prefix.{made.prefix_source}")
        if made.nickname.shortened:
            yield say("why.shortened")
    yield _roblox_name(why, say)
    if made.no_rename is not None:
        key = "sync.left_alone" if made.no_rename in LEFT_ALONE else "why.nickname_blocked"
        yield say(key, reason=say(f"blocked.{made.no_rename}"))


def _due(wanted: str, current: str | None, say: Voice, *, blocked: bool) -> str:
    if wanted == current:
        return say("why.nickname_fits")
    return say("why.nickname_should" if blocked else "why.nickname_due", nickname=plain(wanted))


def _roblox_name(why: RankExplanation, say: Voice) -> str:
    account = why.account
    if account is not None and isinstance(account.account, Linked):
        key = "why.name_linked" if account.fresh else "why.name_linked_stale"
        if not account.confirmed:
            key = "why.name_unconfirmed"
        return say(key, name=_named(account.account.name), when=stamp(account.asked_at, "R"))
    sentence = _unlinked(account, why.unanswered, say)
    if why.plan.name_source is NameSource.NICKNAME:
        closed = account is not None and isinstance(account.account, Closed)
        sentence += f" {say('why.name_kept' if closed else 'why.name_from_nickname')}"
    return sentence


def _unlinked(account: RememberedAnswer | None, unanswered: UnansweredQuestion | None, say: Voice) -> str:
    if account is None and unanswered is not None:
        problem = unconfirmed(unanswered.unavailable, say)
        return say("why.name_unanswered", problem=problem, when=stamp(unanswered.at, "R"))
    if account is None:
        return say("why.name_unknown")
    when = stamp(account.asked_at, "R")
    match account.account:
        case Closed():
            return say("why.name_closed", when=when)
        case Unnamed():
            return say("why.name_unnamed", when=when)
        case _:
            return say("why.name_not_linked", when=when)


def _map(revision: str, problem: str | None, say: Voice) -> Iterator[str]:
    yield f"-# {say('why.map', revision=revision)}"
    if problem is not None:
        yield say("why.map_problem", problem=named(problem, _PROBLEM_SHOWN))


def _named(text: str) -> str:
    return named(text, _NAME_SHOWN)
