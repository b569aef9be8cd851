"""`/why` and the message of a sync fit into Discord's limits, whatever names and numbers they are made of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

import pytest

from ignis.bot.manual_sync import sync_panel as sync, why_panel as why
from ignis.bot.replies.markup import plain
from ignis.bot.texts import LANGUAGES, load_texts
from ignis.domain.blocked import Blocked
from ignis.domain.members.change import RANK_CHANGES, LedgerEntry
from ignis.domain.members.member import Member
from ignis.domain.members.nickname import Nickname
from ignis.domain.role_sync.plan import NameSource, PrefixSource, RankSource, SeenMember, SyncPlan
from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun, SyncTally
from ignis.domain.rules.ladder import NextRank, Standing
from ignis.domain.rules.role_ranks import Ranked
from ignis.services.ports import Linked, RememberedAnswer
from ignis.services.why import RankExplanation
from tests.bot.replies.test_panel_limits import assert_fit

TEXTS = load_texts()
WORST = "*" * 100  # every character is escaped
AT = datetime(2026, 3, 1, tzinfo=UTC)
MANY = 10**15


class LongNames:
    """Names whose every character has to be escaped."""

    def of(self, user_id: int) -> str:
        del user_id
        return plain("*" * 32)


def plans() -> Iterator[SyncPlan]:
    """Every source and every hindrance, all names at their longest."""
    for rank_source, prefix, name, blocked in zip(
        list(RankSource) * 8, list(PrefixSource) * 8, list(NameSource) * 16, list(Blocked) * 5, strict=False
    ):
        yield SyncPlan(
            user_id=1,
            ranked=Ranked(WORST, WORST),
            rank=WORST,
            role_rank=WORST,
            before=WORST + "?",
            rank_source=rank_source,
            store=True,
            no_swap=blocked,
            nickname=Nickname("*" * 32, shortened=True),
            prefix_source=prefix,
            name_source=name,
            no_rename=blocked,
        )


@pytest.mark.parametrize(("language", "action"), list(product(LANGUAGES, sorted(RANK_CHANGES))))
async def test_why(language: str, action: str) -> None:
    following = NextRank(WORST, MANY, MANY, WORST, handpicked=True)
    account = RememberedAnswer(Linked(1, "*" * 20, None), AT, fresh=False)
    entry = LedgerEntry(next(each for each in RANK_CHANGES if each == action), 1, 2, WORST, WORST, WORST, AT)
    for plan in plans():
        explained = RankExplanation(
            seen=SeenMember(1, tuple(range(250)), "_" * 32),
            plan=plan,
            held=(Ranked(WORST, WORST),) * 200,
            stored=Member(1, MANY, WORST, WORST),
            standing=Standing(WORST, WORST, None, following),
            last=entry,
            account=account,
        )
        assert_fit(why.why_view(explained, "0" * 12, "*" * 4000, LongNames(), TEXTS.voice(language)))


@pytest.mark.parametrize(("language", "state"), list(product(LANGUAGES, RunState)))
async def test_a_sync_of_everybody(language: str, state: RunState) -> None:
    run = SyncRun(2**62, None, AT, language, MANY, state, MANY, SyncTally(MANY, MANY, MANY, MANY), Shown(1, 2), AT)
    assert_fit(sync.run_view(run, LongNames(), TEXTS.voice(language)))
