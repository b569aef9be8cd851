from datetime import UTC, datetime

from ignis.domain.members.change import RANK_CHANGES, Action, Change, LedgerEntry
from ignis.domain.members.member import Member

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ASPIRANT = Member(1, 0, "Aspirant", "recruits")


def entry(action: Action, after: str | int) -> LedgerEntry:
    return LedgerEntry(action, 1, 9, None, after, None, NOON)


def test_promoted_are_the_ranks_that_points_alone_led_to_in_order() -> None:
    entries = (
        entry(Action.APPROVED, "Brother"),
        entry(Action.PROMOTED, "Captain"),
        entry(Action.POINTS, 20),
        entry(Action.PROMOTED, "Master"),
    )
    assert Change(ASPIRANT, ASPIRANT, entries).promoted == ("Captain", "Master")
    assert Change(ASPIRANT, ASPIRANT, entries[:1]).promoted == ()


def test_the_stored_values_of_actions_do_not_change() -> None:
    """They stand in the audit of every database there is."""
    assert {action.name: action.value for action in Action} == {
        "POINTS": "points",
        "RANK": "rank",
        "PROMOTED": "promoted",
        "APPROVED": "approved",
        "SYNCED": "synced",
        "TAKEN_BACK": "taken_back",
        "DECLINED": "declined",
        "RETURNED": "returned",
        "GOLD_STUDS": "gold_studs",
        "SILVER_STUDS": "silver_studs",
        "COMPANY": "company",
        "ROLE_MAP": "role_map",
        "DELETED": "deleted",
    }


def test_a_declined_promotion_changes_no_rank() -> None:
    assert {Action.RANK, Action.PROMOTED, Action.APPROVED, Action.SYNCED} == RANK_CHANGES
