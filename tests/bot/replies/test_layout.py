from hypothesis import given, strategies as st

from ignis.bot.replies.layout import AMBER, LEGION_GREEN, fitting, panel, paragraphs, size


@given(st.lists(st.text(max_size=300)), st.integers(1, 600))
def test_as_much_fits_as_is_shown_but_never_nothing(lines: list[str], room: int) -> None:
    shown = fitting(lines, room)
    assert shown == lines[: len(shown)]
    assert len(shown) >= min(1, len(lines))
    if len(shown) > 1:
        assert size("\n".join(shown)) <= room


def test_an_emoji_counts_as_two_or_more_as_discord_counts() -> None:
    assert (size("ab"), size("🔥"), size("👨‍🚀")) == (2, 2, 5)


async def test_a_panel_is_one_container_in_its_colour() -> None:
    for colour, view in ((LEGION_GREEN, panel(paragraphs(["a", "b"]))), (AMBER, panel(colour=AMBER))):
        (container,) = view.to_components()  # type: ignore[no-untyped-call]  # untyped in discord.py
        assert container["accent_color"] == colour
        assert [item["content"] for item in container["components"]] == (["a\nb"] if colour == LEGION_GREEN else [])
