import pytest

from ignis.bot.role_sync.attribution import BLOXLINK, Attribution, RoleChangeAuthor, named


def test_the_last_one_counts_and_only_once() -> None:
    causes = Attribution()
    causes.note(1, 10)
    causes.note(1, 11)
    assert causes.take(1) == 11
    assert causes.take(1) is None


@pytest.mark.parametrize(
    ("actor", "cause"),
    [
        (None, RoleChangeAuthor.UNKNOWN),
        (7, RoleChangeAuthor.IGNIS),
        (BLOXLINK, RoleChangeAuthor.BLOXLINK),
        (8, RoleChangeAuthor.MODERATOR),
    ],
)
def test_whose_doing_it_was(actor: int | None, cause: RoleChangeAuthor) -> None:
    assert named(actor, own_id=7) is cause


def test_a_flood_of_changes_is_not_kept_for_ever() -> None:
    causes = Attribution()
    for user_id in range(20_001):
        causes.note(user_id, 1)
    assert causes.take(0) is None
    assert causes.take(20_000) == 1
