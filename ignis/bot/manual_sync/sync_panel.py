"""What a sync did: of one member as a sentence, of everybody as a bar that grows in its message."""

from collections.abc import Iterator
from typing import Any, Final

import discord
from discord import ui

from ignis.bot.manual_sync.sync_members import SyncedMember, SyncMembers
from ignis.bot.replies.access import Access
from ignis.bot.replies.buttons import ButtonKind, button
from ignis.bot.replies.layout import panel, paragraphs, row, stamp
from ignis.bot.replies.markup import named, plain
from ignis.bot.replies.people import Name, names
from ignis.bot.replies.reply import Interaction, Reply
from ignis.bot.role_map.dry_run import DryRun
from ignis.bot.role_map.preview_panel import view as preview_view
from ignis.bot.role_sync.planner import Maps
from ignis.bot.texts import Texts, Voice
from ignis.domain.blocked import LEFT_ALONE
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.sync_run import MemberOutcome, RunState, SyncRun

STOP: Final = "sync-stop"
_TURN: Final = "sync-preview"
_WIDTH: Final = 20  # blocks


class SyncPanel:
    """One member, synced because somebody asks for it; and what a sync of everybody would do."""

    def __init__(self, members: SyncMembers, dry_run: DryRun, maps: Maps, access: Access, texts: Texts) -> None:
        self._members = members
        self._dry_run = dry_run
        self._maps = maps
        self._access = access
        self._texts = texts

    def kinds(self) -> tuple[ButtonKind, ...]:
        return (ButtonKind(_TURN, self._turn),)

    async def dry_run(self, interaction: Interaction, page: int | None = None) -> Reply:
        """Who would change, and who would not and why. Raises Refused, StorageError."""
        guild, say = self._access.staff(interaction).guild, self._texts.voice(interaction.locale)
        preview = await self._dry_run.preview(guild, self._maps.current, turned=page is not None)
        heading = [f"### {say('sync.dry_run_title')}"]
        shown = preview_view(preview, heading, names(guild, say), say, page=page or 1, turn=(_TURN, ()))
        return Reply(view=shown, ephemeral=True)

    async def _turn(self, interaction: Interaction, numbers: tuple[int, ...]) -> Reply:
        (page,) = numbers
        return await self.dry_run(interaction, page)

    async def one(self, interaction: Interaction, member: discord.Member) -> Reply:
        """Raises Refused, StorageError."""
        if member.bot:
            raise Refused(Refusal.TARGET_IS_BOT)
        synced = await self._members.one(member)
        say = self._texts.voice(interaction.locale)
        return Reply("\n".join(_told(synced, plain(member.display_name), say)), ephemeral=True)


def _told(synced: SyncedMember, name: str, say: Voice) -> Iterator[str]:
    """`name` is harmless already."""
    plan, outcome = synced.plan, synced.outcome
    yield say(f"sync.member.{outcome}", name=name, rank=named(plan.rank))
    if plan.rank_changes:
        yield say("sync.rank_follows", before=named(plan.before), after=named(plan.rank))
    if outcome is MemberOutcome.CHANGED and plan.rename is not None:
        yield say("sync.nickname_follows", nickname=named(plan.rename))
    if outcome is MemberOutcome.CHANGED and plan.roles is not None:
        yield say("sync.roles_follow")
    if plan.blocked is not None:
        key = "sync.left_alone" if plan.blocked in LEFT_ALONE else "sync.in_the_way"
        yield say(key, reason=say(f"blocked.{plan.blocked}"))


def view(run: SyncRun, name: Name, say: Voice) -> ui.LayoutView:
    """The button is there for as long as there is something to stop."""
    who = name(run.started_by) if run.started_by is not None else say("people.gone")
    share = say("sync.share", percent=int(run.share * 100), done=run.tally.looked_at, total=run.total)
    lines = [
        f"### {say(f'sync.title.{run.state}')}",
        f"`{bar(run.share)}` {share}",
        *_tally(run, say),
        f"-# {say('sync.by', who=who, when=stamp(run.started_at, 'R'))}",
    ]
    text = paragraphs(lines)
    return panel(text, _stop(run, say)) if run.state is RunState.RUNNING else panel(text)


def bar(share: float) -> str:
    full = int(share * _WIDTH)
    return "█" * full + "░" * (_WIDTH - full)


def _tally(run: SyncRun, say: Voice) -> list[str]:
    """What there is none of is left out."""
    tally = run.tally
    counted = {"changed": tally.changed, "fitting": tally.fitting, "blocked": tally.blocked, "failed": tally.failed}
    return [say(f"sync.{what}", count=count) for what, count in counted.items() if count]


def _stop(run: SyncRun, say: Voice) -> ui.ActionRow[Any]:
    return row(button(STOP, run.id, label=say("sync.stop"), style=discord.ButtonStyle.danger))
