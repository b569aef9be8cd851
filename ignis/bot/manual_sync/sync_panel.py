"""What a sync did: for one member as sentences, for all members as a progress bar."""

from collections.abc import Iterator
from typing import Any, Final

import discord
from discord import ui

from ignis.bot.manual_sync.sync_members import NotKnownYet, SyncedMember, SyncMembers
from ignis.bot.replies.access import STAFF, asking_member
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.layout import panel, paragraphs, row, stamp
from ignis.bot.replies.markup import named, plain
from ignis.bot.replies.outage import unconfirmed
from ignis.bot.replies.people import MemberNames, Names
from ignis.bot.replies.reply import Declined, Interaction, Reply
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_map.preview_panel import view as preview_view
from ignis.bot.role_sync.planner import CurrentRoleMap
from ignis.bot.texts import Texts, Voice
from ignis.domain.blocked import LEFT_ALONE
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.account_lookup import AccountLookup, LookupOutcome, LookupState
from ignis.domain.role_sync.plan import NameSource
from ignis.domain.role_sync.sync_run import MemberOutcome, RunState, SyncRun
from ignis.services.ports import AccountAnswer, Closed, Linked, NotLinked, Unavailable

STOP: Final = "sync-stop"
LOOK_UP: Final = "sync-look-up"
STOP_LOOKING_UP: Final = "sync-look-up-stop"
_TURN_PAGE: Final = "sync-preview"
_WIDTH: Final = 20  # blocks


class SyncPanel:
    """Syncs one member on request, and shows what a sync of all members would do."""

    def __init__(self, members: SyncMembers, dry_run: DryRun, role_map: CurrentRoleMap, texts: Texts) -> None:
        self._members = members
        self._dry_run = dry_run
        self._role_map = role_map
        self._texts = texts

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN_PAGE, self._turn, carries=1, needs=STAFF),)

    async def dry_run(self, interaction: Interaction, page: int | None = None) -> Reply:
        """Who would change, and who would not and why. Raises Refused, StorageError."""
        guild, say = asking_member(interaction).guild, self._texts.voice(interaction.locale)
        preview = await self._dry_run.preview(guild, self._role_map.current, turned=page is not None)
        heading = [f"### {say('sync.dry_run_title')}"]
        shown = preview_view(preview, heading, MemberNames(guild, say), say, page=page or 1, turn=(_TURN_PAGE, ()))
        return Reply(view=shown, ephemeral=True)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (page,) = numbers
        return await self.dry_run(interaction, page)

    async def one(self, interaction: Interaction, member: discord.Member) -> Reply:
        """Raises Refused, Declined, StorageError."""
        if member.bot:
            raise Refused(Refusal.TARGET_IS_BOT)
        try:
            synced = await self._members.one(member)
        except NotKnownYet:
            raise Declined("sync.not_yet") from None
        say = self._texts.voice(interaction.locale)
        return Reply("\n".join(_sentences(synced, plain(member.display_name), say)), ephemeral=True)


def _sentences(synced: SyncedMember, name: str, say: Voice) -> Iterator[str]:
    """`name` has its markup escaped."""
    plan, outcome = synced.plan, synced.outcome
    yield say(f"sync.member.{outcome}", name=name, rank=named(plan.rank))
    if plan.rank_changes:
        yield say("sync.rank_follows", before=named(plan.before), after=named(plan.rank))
    if outcome is MemberOutcome.CHANGED and plan.rename is not None:
        yield say("sync.nickname_follows", nickname=named(plan.rename))
    if outcome is MemberOutcome.CHANGED and plan.roles is not None:
        yield say("sync.roles_follow")
    if synced.account is not None and (line := _account(synced.account, plan.name_source, say)):
        yield line
    if plan.blocked is not None:
        key = "sync.left_alone" if plan.blocked in LEFT_ALONE else "sync.in_the_way"
        yield say(key, reason=say(f"blocked.{plan.blocked}"))


def _account(account: AccountAnswer, name_source: NameSource, say: Voice) -> str:
    """Empty for an account that is as it should be."""
    match account:
        case Unavailable():
            return say("sync.account.unavailable", problem=unconfirmed(account, say))
        case NotLinked():
            line = say("sync.account.not_linked")
        case Closed() if name_source is NameSource.NICKNAME:
            line = say("sync.account.closed_kept")
        case Closed():
            line = say("sync.account.closed")
        case Linked():
            line = ""
    if account.unconfirmed is not None:
        doubt = say("sync.account.unconfirmed", problem=unconfirmed(account.unconfirmed, say))
        line = f"{line} {doubt}".strip()
    return line


def run_view(
    run: SyncRun, names: Names, say: Voice, *, lookup: AccountLookup | None = None, left: int | None = None
) -> ui.LayoutView:
    """It has a button to stop the run, as long as it runs, and then one to look up the accounts that are not known.

    `left`: how many can be looked up today; None if no service is asked for accounts.
    """
    who = names.of(run.started_by) if run.started_by is not None else say("people.gone")
    share = say("sync.share", percent=int(run.share * 100), done=run.tally.looked_at, total=run.total)
    lines = [
        f"### {say(f'sync.title.{run.state}')}",
        f"`{bar(run.share)}` {share}",
        *_tally(run, lookup, say),
        *_looked_up(lookup, say),
        *_offer(run, lookup, left, say),
        f"-# {say('sync.by', who=who, when=stamp(run.started_at, 'R'))}",
    ]
    text = paragraphs(lines)
    buttons = _buttons(run, lookup, left, say)
    return panel(text, buttons) if buttons is not None else panel(text)


def bar(share: float) -> str:
    full = int(share * _WIDTH)
    return "█" * full + "░" * (_WIDTH - full)


def _tally(run: SyncRun, lookup: AccountLookup | None, say: Voice) -> list[str]:
    """Counts of zero are left out."""
    tally = run.tally
    counted = {
        "changed": tally.changed,
        "fitting": tally.fitting,
        "unknown": _unknown(run, lookup),
        "blocked": tally.blocked,
        "failed": tally.failed,
    }
    return [say(f"sync.{what}", count=count) for what, count in counted.items() if count]


def _looked_up(lookup: AccountLookup | None, say: Voice) -> Iterator[str]:
    """Counts of zero are left out."""
    if lookup is None:
        return
    tally = lookup.tally
    yield say(f"sync.lookup.{lookup.state}", done=tally.looked_up, total=lookup.total)
    counts = {outcome: getattr(tally, outcome.value) for outcome in LookupOutcome}
    if counted := [say(f"sync.lookup.{what}", count=count) for what, count in counts.items() if count]:
        yield " · ".join(counted)


def _unknown(run: SyncRun, lookup: AccountLookup | None) -> int:
    """How many accounts are still not known."""
    return run.tally.unknown if lookup is None else max(0, lookup.total - lookup.tally.looked_up) + lookup.tally.failed


def _to_look_up(run: SyncRun, lookup: AccountLookup | None) -> int:
    """How many can be offered; 0 while they are looked up, or while the run goes on."""
    if run.state is RunState.RUNNING or (lookup is not None and lookup.state is LookupState.RUNNING):
        return 0
    return _unknown(run, lookup)


def _offer(run: SyncRun, lookup: AccountLookup | None, left: int | None, say: Voice) -> Iterator[str]:
    unknown = _to_look_up(run, lookup)
    if left is not None and unknown:
        yield say("sync.lookup.offer", count=min(left, unknown)) if left else say("sync.lookup.nothing_left")


def _buttons(run: SyncRun, lookup: AccountLookup | None, left: int | None, say: Voice) -> ui.ActionRow[Any] | None:
    danger = discord.ButtonStyle.danger
    if run.state is RunState.RUNNING:
        return row(button(STOP, run.id, label=say("sync.stop"), style=danger))
    if lookup is not None and lookup.state is LookupState.RUNNING:
        return row(button(STOP_LOOKING_UP, run.id, label=say("sync.lookup.stop"), style=danger))
    unknown = _to_look_up(run, lookup)
    if left is None or not unknown:
        return None
    # also where nothing is left today: the message is there tomorrow
    return row(button(LOOK_UP, run.id, label=say("sync.look_up", count=unknown)))
