import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ignis.bot.members.card import CardContent, CardPerson, card, listed
from ignis.bot.texts import LANGUAGES, load_texts
from ignis.domain.members.member import Member
from ignis.domain.members.profile import Subject, profile
from ignis.domain.rules.ladder import Ladder, LadderStep, Path
from ignis.domain.rules.ladder_steps import ladder_rows
from ignis.sandbox.rules.check import check_request
from ignis.sandbox.rules.view import UploadedFile
from ignis.sandbox.world import SEED
from ignis.services.ports import AccountAnswer, Closed, Linked, NotLinked, Unavailable, UnavailableReason
from tests.support.legion.small_legion import LEGION
from tests.support.servers.world_view import SeedView

TEXTS = load_texts()
ROW = ladder_rows(LEGION.ladder)
AVATAR = "https://cdn.discordapp.com/embed/avatars/0.png"
HEADSHOT = "https://tr.rbxcdn.com/1/150/150/AvatarHeadshot/Png/noFilter"
COMPONENTS_V2 = 1 << 15
PING = re.compile(r"@everyone|@here|<(@[!&]?|#)\d")


def content(
    member: Member, *roles: str, name: str = "Vulkan", account: AccountAnswer | None = None, pictured: bool = True
) -> CardContent:
    profiled = profile(LEGION, Subject(member.user_id, roles, name), member)
    return CardContent(CardPerson(member.user_id, name, "vulkan", AVATAR), profiled, ROW, account, pictured)


def of(rank: str, points: int, *roles: str, language: str = "en", account: AccountAnswer | None = None) -> str:
    return said(content(Member(1, points, rank, None), *roles, account=account), language)


def said(what: CardContent, language: str = "en") -> str:
    return "\n".join(part["content"] for part in walked(components(what, language)) if "content" in part)


def components(what: CardContent, language: str = "en") -> list[dict[str, Any]]:
    view: Any = card(what, TEXTS.voice(language))
    made: list[dict[str, Any]] = view.to_components()
    return made


def walked(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from walked(part.get("components", []))
        yield from walked([part["accessory"]] if "accessory" in part else [])


def test_everything_in_the_requested_order() -> None:
    member = Member(1, 18, "Initiate", "recruits", company=2, gold_studs=1)
    assert said(content(member, "Seal of Vulkan", "Techmarine")).splitlines() == [
        "### — TERMINAL: Vulkan —",
        "**Points** · 18",
        "**Rank** · Initiate",
        "**Progress**",
        "**18 / 35**",
        "**Next rank**",
        "**Brother** · 20 points",
        "✖ 2 more points",
        "✖ Trial of Fire",
        "**Awards**",
        "· Seal of Vulkan",
        "**Company** · 2nd Battle Company",
        "**Speciality** · Techmarine",
        "**Service studs** · 1 gold · 0 silver",
        "-# @\u200bvulkan",
    ]


def test_the_same_in_portuguese_with_the_ranks_untouched() -> None:
    shown = of("Initiate", 1_234, language="pt-BR")
    assert "**Pontos** · 1.234" in shown
    assert "**Patente** · Initiate" in shown
    assert "**1.234 / 35** (LIMITE ATINGIDO)\nPontos extras: +1.199" in shown
    assert "**Brother** · 20 pontos\n✔ pontos\n✖ Trial of Fire" in shown


def test_at_the_limit_it_says_so_and_counts_on() -> None:
    assert "**20 / 20** (LIMIT REACHED)\n**Next" in of("Aspirant", 20)
    assert "**26 / 20** (LIMIT REACHED)\nExtra points: +6\n" in of("Aspirant", 26)


def test_there_is_one_bar_in_the_picture_or_in_the_text() -> None:
    member = Member(1, 18, "Initiate", "recruits")
    assert "│" not in said(content(member))
    assert "**Progress**\n`│██████░░░░░░│` **18 / 35**\n" in said(content(member, pictured=False))


def test_what_the_next_rank_needs() -> None:
    assert "**Initiate** · 15 points\n✔ points\n**Awards" in of("Aspirant", 15, "Seal of Vulkan")
    assert "**Captain** · 70 points\n✖ 69 more points\n🔒 handpicked by the officers" in of("Brother", 1)
    assert "✖ 1 more point\n" in of("Brother", 69)
    assert "Next rank" not in of("Captain", 1)
    assert "-# This is the last rank by points.\n" in of("Captain", 1)


def test_a_rank_for_a_single_point() -> None:
    legion = replace(
        LEGION, ladder=Ladder([Path("one", "One", (LadderStep("Aspirant", "Initiate", 1, 1),), "Initiate")])
    )
    profiled = profile(legion, Subject(1, (), "Vulkan"), Member(1, 0, "Aspirant", None))
    what = CardContent(CardPerson(1, "Vulkan", "vulkan", AVATAR), profiled, ROW, None, pictured=False)
    assert "**Initiate** · 1 point\n✖ 1 more point\n" in said(what)
    assert "**Initiate** · 1 ponto\n✖ falta 1 ponto\n" in said(what, "pt-BR")


def test_what_there_is_not_takes_no_line() -> None:
    assert of("Primarch", 1_000).splitlines() == [
        "### — TERMINAL: Vulkan —",
        "**Points** · 1,000",
        "**Rank** · Primarch",
        "-# This rank is given, not earned by points.",
        "-# @\u200bvulkan",
    ]


def test_speciality_and_studs_only_where_there_are_some() -> None:
    assert "Speciality" not in of("Aspirant", 1)
    assert "Service studs" not in of("Aspirant", 1)


def test_roblox_linked_stale_not_linked_down_and_not_asked() -> None:
    account = Linked(1, "Tu_Shan", HEADSHOT)
    assert "**Roblox** · Tu\\_Shan\n" in of("Aspirant", 1, account=account)
    stale = Linked(1, "TuShan", None, Unavailable("roblox_cloud"))
    assert "**Roblox** · TuShan (⏳ Roblox does not answer)" in of("Aspirant", 1, account=stale)
    assert "**Roblox** · not linked\n" in of("Aspirant", 1, account=NotLinked())
    doubted = NotLinked(Unavailable(why=UnavailableReason.SPENT))
    spent = "**Roblox** · not linked (⏳ today's requests to Bloxlink are used up)"
    assert spent in of("Aspirant", 1, account=doubted)
    assert "**Roblox** · the linked account is closed\n" in of("Aspirant", 1, account=Closed(1))
    assert "**Roblox** · ⏳ Bloxlink does not answer" in of("Aspirant", 1, account=Unavailable())
    assert "Roblox" not in of("Aspirant", 1)


def test_every_picture_is_described() -> None:
    made = list(walked(components(content(Member(1, 20, "Brother", None), account=Linked(1, "TuShan", HEADSHOT)))))
    gallery = next(part for part in made if "items" in part)["items"]
    thumbnails = [part for part in made if part["type"] == 11]
    assert [item["description"] for item in gallery] == ["Picture of the ladder: Brother, step 3 of 4"]
    assert [part["description"] for part in thumbnails] == ["Vulkan's picture", "TuShan's picture"]


def test_without_a_picture_nothing_else_is_missing() -> None:
    member = Member(1, 20, "Brother", None)
    bar = "`│██░░░░░░░░░░│` "
    assert said(content(member)) == said(content(member, pictured=False)).replace(bar, "")
    assert not any("items" in part for part in walked(components(content(member, pictured=False))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_fit_is_counted(language: str) -> None:
    seals = [f"Seal {number:03} {'x' * 80}" for number in range(250)]
    shown = of("Aspirant", 1, *seals, language=language)
    assert "· Seal 000" in shown
    assert TEXTS.say("card.more", language, count=233) in shown


@given(st.lists(st.text(min_size=1, max_size=300)), st.integers(30, 1024))
def test_a_list_fits_and_loses_no_item(items: list[str], limit: int) -> None:
    text = listed(items, limit, TEXTS.voice("en"))
    assert len(text) <= limit
    if not text.endswith(" more"):
        assert text == "\n".join(items)


TEXT = st.text(min_size=1, max_size=100)
NASTY = st.sampled_from(
    ["@everyone", "@here", "<@123456789012345678>", "<@&123456789012345678>", "**b**", "`", "```", "||", "# ", "> ",
     "🔥", "👩‍👩‍👧", "\u202e", "العربية", "[x](https://e.example)", "\n", "_", "\\", "<#1>", "~~"]
)  # fmt: skip
NAME = st.lists(NASTY | st.text(max_size=8), min_size=1, max_size=12).map(lambda parts: "".join(parts)[:32] or "x")
ROLE = st.one_of(TEXT, NAME, TEXT.map(lambda text: f"Seal {text}"[:100]), st.sampled_from(["Hero", "Techmarine"]))
ROLES = st.lists(ROLE, max_size=30) | st.builds(lambda role, count: [role] * count, ROLE, st.integers(0, 250))
ACCOUNTS = st.one_of(
    st.builds(
        Linked, st.integers(1, 10**12), NAME, st.sampled_from([None, HEADSHOT]), st.sampled_from([None, Unavailable()])
    ),
    st.sampled_from([None, NotLinked(), Unavailable(), Closed(1, Unavailable())]),
)
MEMBERS = st.builds(
    Member,
    st.integers(1, 2**63 - 1),
    st.integers(0, 10**9),
    st.sampled_from(LEGION.ranks) | TEXT,
    st.none(),
    st.none() | st.integers(1, 10),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
)


CONTENTS = st.builds(
    lambda member, roles, **more: content(member, *roles, **more),
    MEMBERS,
    ROLES,
    name=NAME,
    account=ACCOUNTS,
    pictured=st.booleans(),
)


@settings(max_examples=1000, deadline=None)
@given(CONTENTS, st.sampled_from(list(LANGUAGES)))
def test_a_thousand_members_have_cards_that_discord_accepts_and_that_ping_no_one(
    what: CardContent, language: str
) -> None:
    made = components(what, language)
    data = {"flags": COMPONENTS_V2, "components": made}
    files = [UploadedFile("ladder.png", 20_000)] if what.pictured else []
    if files:
        data["attachments"] = [{"id": 0, "filename": "ladder.png"}]
    for method, path, body in (
        ("POST", "/interactions/1/token/callback", {"type": 4, "data": data}),
        ("PATCH", "/webhooks/1/token/messages/@original", data),
    ):
        assert check_request(method, path, body, files=files, reason=None, view=SeedView(SEED)) is None
    texts = [part["content"] for part in walked(made) if "content" in part]
    assert sum(len(text.encode("utf-16-le")) // 2 for text in texts) <= 4000
    assert not any(PING.search(text) for text in texts)
