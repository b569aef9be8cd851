"""Whatever people are called and whatever they write: Discord takes every panel, and it pings nobody."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from discord import ui
from hypothesis import given, settings, strategies as st

from ignis.bot.health import panel as health
from ignis.bot.members import history_panel as history, leaderboard_panel as leaderboard, promotions_panel as promotions
from ignis.bot.replies.layout import size
from ignis.bot.replies.markup import plain, short
from ignis.bot.texts import LANGUAGES, load_texts
from ignis.domain.health.overview import (
    CheckView,
    CircuitStatus,
    Diagnosis,
    IncidentView,
    Overview,
    ProgramView,
    RestartHold,
)
from ignis.domain.health.uptime import SUBJECTS, StackHistory, Strip, Uptime
from ignis.domain.members.change import RANK_CHANGES, Action, LedgerEntry
from ignis.domain.rules.ladder import NextRank
from ignis.sandbox.rules import UploadedFile, check_request
from ignis.sandbox.world import SEED
from ignis.services.history import HistoryPage
from ignis.services.leaderboard import LeaderboardPage, LeaderboardPlace
from ignis.services.ports import HistoryLine
from ignis.services.promotions import ReadyMember
from tests.support.servers.world_view import SeedView

TEXTS = load_texts()
V2 = 1 << 15
PING = re.compile(r"@everyone|@here|<(@[!&]?|#)\d")
NASTY = st.sampled_from(
    ["@everyone", "<@123456789012345678>", "**" * 16, "🔥" * 32, "\u202eevil", "https://x.y", "#" * 32]
)


def written(longest: int) -> st.SearchStrategy[str]:
    return NASTY | st.text(min_size=1, max_size=longest) | st.sampled_from("*_🔥@").map(lambda one: one * longest)


RANKS = written(100)
IDS = st.integers(1, 2**63 - 1)
MOMENTS = st.integers(1_400_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
VOICES = st.sampled_from(sorted(LANGUAGES)).map(TEXTS.voice)


@dataclass(frozen=True)
class Called:
    """Names that call every user the same."""

    name: str

    def of(self, _user_id: int) -> str:
        return plain(self.name)

    def __call__(self, user_id: int) -> str:
        return self.of(user_id)


NAMES = written(32).map(Called)
ENTRIES = st.one_of(
    st.builds(
        LedgerEntry, st.sampled_from([Action.POINTS, Action.GOLD_STUDS, Action.SILVER_STUDS]), IDS, IDS | st.none(),
        st.integers(0, 10**9), st.integers(0, 10**9), written(200) | st.none(), MOMENTS,
    ),
    st.builds(
        LedgerEntry, st.sampled_from(sorted(RANK_CHANGES | {Action.DECLINED})), IDS, IDS | st.none(), RANKS, RANKS,
        written(200) | st.none(), MOMENTS,
    ),
    st.builds(
        LedgerEntry,
        st.just(Action.COMPANY), IDS, IDS, st.none() | st.integers(1, 999), st.none() | st.integers(1, 999),
        written(200), MOMENTS,
    ),
)  # fmt: skip
NEXTS = st.builds(NextRank, RANKS, st.integers(0, 10**9), st.just(0), st.none() | RANKS, st.booleans())
READY = st.builds(ReadyMember, IDS, RANKS, st.integers(0, 10**9), NEXTS, MOMENTS)


def assert_fit(view: ui.LayoutView) -> None:
    """The rules of Discord that the sandbox enforces, and its text in the units that Discord counts."""
    parts: list[Any] = view.to_components()  # type: ignore[no-untyped-call]  # untyped in discord.py
    body = {"type": 4, "data": {"flags": V2, "components": parts}}
    files = [UploadedFile("health.png", 1)]
    told = check_request("POST", "/interactions/1/x/callback", body, files=files, reason=None, view=SeedView(SEED))
    assert told is None, told
    texts = [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
    assert sum(map(size, texts)) <= 4000
    assert not PING.search("\n".join(texts))


@given(st.lists(ENTRIES, max_size=10), IDS | st.just(0), st.booleans(), NAMES, VOICES)
@settings(max_examples=150, deadline=None)
async def test_history(entries: list[LedgerEntry], before: int, more: bool, name: Any, say: Any) -> None:  # noqa: FBT001
    lines = tuple(HistoryLine(100 - number, entry) for number, entry in enumerate(entries))
    page = HistoryPage(lines, lines[-1].id if more and lines else None)
    assert_fit(history.view(2**63 - 1, before, page, name, say))


PLACES = st.builds(LeaderboardPlace, IDS, IDS, st.integers(1, 10**9), RANKS)


@given(st.lists(PLACES, max_size=10), st.integers(1, 10**6), NAMES, VOICES)
@settings(max_examples=100, deadline=None)
async def test_leaderboard(places: list[LeaderboardPlace], pages: int, name: Any, say: Any) -> None:
    assert_fit(leaderboard.view(999, LeaderboardPage(tuple(places), (pages + 1) // 2, pages, pages * 10), name, say))
    assert_fit(leaderboard.view(None, LeaderboardPage(tuple(places), pages, pages, pages * 10), name, say))


@given(st.lists(READY, max_size=12, unique_by=lambda ready: ready.user_id), st.integers(0, 9), NAMES, VOICES)
@settings(max_examples=150, deadline=None)
async def test_promotions(waiting: list[ReadyMember], page: int, name: Any, say: Any) -> None:
    worst = "*" * 60
    roles = say("roles.swapped", given=plain(worst), taken=", ".join([plain(worst)] * 3))
    notice = f"{say('promotions.approved', name=name(1), rank=plain(worst))}\n{roles}"
    assert_fit(promotions.view(waiting, page, notice, name, say))


STATUSES = st.sampled_from(["ok", "degraded", "failing", "unknown", "of a newer exporter"])
CHECKS = st.builds(CheckView, written(40), STATUSES, written(40), written(900), MOMENTS | st.none())
UPTIMES = st.builds(Uptime, st.floats(0, 10**9), st.floats(0, 10**9), st.floats(0, 1))
STRIPS = st.builds(Strip, st.sampled_from(sorted(SUBJECTS)), UPTIMES, st.just(["ok"]))
HISTORIES = st.builds(
    StackHistory,
    UPTIMES,
    st.none() | UPTIMES,
    st.lists(STRIPS, unique_by=lambda strip: strip.subject),
    st.lists(st.none() | st.floats(0, 3_600)),
)
OVERVIEWS = st.builds(
    Overview,
    st.lists(st.builds(ProgramView, st.sampled_from(["bot", "exporter", "relay"]), MOMENTS | st.none()), max_size=5),
    st.lists(
        st.builds(CircuitStatus, written(40), st.sampled_from(["closed", "open", "half_open"]), MOMENTS | st.none())
    ),
    st.none()
    | st.builds(Diagnosis, st.lists(CHECKS), st.lists(st.builds(RestartHold, written(40), MOMENTS, written(20)))),
    st.none()
    | st.lists(st.builds(IncidentView, IDS, written(900), MOMENTS, MOMENTS | st.none(), st.lists(MOMENTS, max_size=3))),
    MOMENTS,
    st.none() | HISTORIES,
)


@given(OVERVIEWS, VOICES, st.booleans())
@settings(max_examples=100, deadline=None)
async def test_health(overview: Overview, say: Any, pictured: bool) -> None:  # noqa: FBT001
    assert_fit(health.short_view(overview, say, pictured=pictured))
    assert_fit(health.full_view(overview, say))


@given(st.text(), st.integers(1, 50))
def test_short_is_short(text: str, limit: int) -> None:
    assert len(short(text, limit)) <= limit
    kept = short(text, max(1, len(text)))
    assert short(kept, max(1, len(kept))) == kept
    assert kept == text or not text.isprintable() or text != text.strip()


class TestTheWorstAtOnce:
    """Random data seldom fills everything; every character here is one that must be escaped, or counts twice."""

    RANK, REQUIREMENT, REASON = "*" * 100, "_" * 100, "*" * 200
    AT = datetime(2026, 3, 1, tzinfo=UTC)

    async def test_history(self) -> None:
        entry = LedgerEntry(Action.APPROVED, 1, 2, self.RANK, self.RANK, self.REASON, self.AT)
        lines = tuple(HistoryLine(2**62 - number, entry) for number in range(10))
        for language in LANGUAGES:
            assert_fit(history.view(1, 1, HistoryPage(lines, 7), Called("*" * 32), TEXTS.voice(language)))

    async def test_health(self) -> None:
        red = CheckView("*" * 100, "failing", "*" * 100, "*" * 900, self.AT)
        found = Diagnosis([red] * 60, [RestartHold("*" * 100, self.AT, "budget")] * 60)
        incidents = [IncidentView(1, "*" * 900, self.AT, None, [self.AT])] * 60
        open_ones = [CircuitStatus("*" * 100, "open", self.AT)] * 60
        uptime = Uptime(9_998, 2, 0.5)
        past = StackHistory(uptime, uptime, [Strip(name, uptime, ["ok"]) for name in SUBJECTS], [3_600.0])
        overview = Overview([ProgramView("bot", None)] * 60, open_ones, found, incidents, self.AT, past)
        for language in LANGUAGES:
            assert_fit(health.short_view(overview, TEXTS.voice(language), pictured=True))
            assert_fit(health.full_view(overview, TEXTS.voice(language)))

    async def test_leaderboard(self) -> None:
        found = LeaderboardPage((LeaderboardPlace(10**9, 1, 10**9, self.RANK),) * 10, 10**8, 10**9, 10**9)
        for language in LANGUAGES:
            assert_fit(leaderboard.view(999, found, Called("*" * 32), TEXTS.voice(language)))

    async def test_promotions(self) -> None:
        following = NextRank(self.RANK, 10**9, 0, self.REQUIREMENT, handpicked=True)
        waiting = [ReadyMember(2**62 + number, self.RANK, 10**9, following, self.AT) for number in range(15)]
        cut = plain("*" * 60)
        for language in LANGUAGES:
            say = TEXTS.voice(language)
            roles = say("roles.swapped", given=cut, taken=", ".join([cut] * 3))
            notice = f"{say('promotions.approved', name=plain('*' * 32), rank=cut)}\n{roles}"
            assert_fit(promotions.view(waiting, 2, notice, Called("*" * 32), say))
