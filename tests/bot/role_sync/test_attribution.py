import pytest

from ignis.bot.role_sync.attribution import BLOXLINK, Attribution, RoleChangeAuthor, kind_of_author


def test_the_last_author_counts_and_only_once() -> None:
    attribution = Attribution()
    attribution.record(1, 10)
    attribution.record(1, 11)
    assert attribution.pop(1) == 11
    assert attribution.pop(1) is None


@pytest.mark.parametrize(
    ("author_id", "kind"),
    [
        (None, RoleChangeAuthor.UNKNOWN),
        (7, RoleChangeAuthor.IGNIS),
        (BLOXLINK, RoleChangeAuthor.BLOXLINK),
        (8, RoleChangeAuthor.MODERATOR),
    ],
)
def test_who_changed_the_roles(author_id: int | None, kind: RoleChangeAuthor) -> None:
    assert kind_of_author(author_id, own_id=7) is kind


def test_a_flood_of_changes_is_not_kept_for_ever() -> None:
    attribution = Attribution()
    for user_id in range(20_001):
        attribution.record(user_id, 1)
    assert attribution.pop(0) is None
    assert attribution.pop(20_000) == 1
