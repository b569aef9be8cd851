"""Puts together what keeps the list of members whole."""

from dataclasses import dataclass
from random import SystemRandom

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.member_list.metrics import MemberListMetrics
from ignis.bot.member_list.read_back import ReadBack
from ignis.bot.member_list.role_counts import RoleCounts
from ignis.bot.member_list.watch import MemberListWatch
from ignis.bot.role_sync.follow_up import FollowUp
from ignis.bot.wiring.context import BotContext
from ignis.repair.repairs import Repairs
from ignis.runtime.resilience.background import BackgroundWork
from ignis.runtime.resilience.circuit import Circuit


@dataclass(frozen=True)
class MemberListWork:
    watch: MemberListWatch
    read_back: ReadBack

    def background(self) -> dict[str, BackgroundWork]:
        """What runs for as long as the bot does, by name."""
        return {"member list": self.watch, "member read-back": self.read_back}


def build_member_list(
    context: BotContext, client: IgnisClient, rest: Circuit, repairs: Repairs, follow_up: FollowUp
) -> MemberListWork:
    metrics = MemberListMetrics(client.members, context.registry)
    read_back = ReadBack(
        client,
        rest,
        RoleCounts(client, rest),
        (metrics, follow_up),
        clock=context.clock,
        random=SystemRandom(),
        log=context.log,
        every=context.settings.checks.deep_every,
    )
    return MemberListWork(MemberListWatch(client, repairs), read_back)
