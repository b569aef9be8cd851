"""All facts behind a member's rank and nickname; the legion is tests/support/legion/small_legion.py."""

from datetime import UTC, datetime

from ignis.domain.members.change import Action, Change
from ignis.domain.members.member import Member
from ignis.domain.members.returning import returned
from ignis.domain.role_map.table import GuildRole, RoleTable
from ignis.domain.role_sync.plan import RankSource, SeenMember
from ignis.domain.rules.role_ranks import Ranked
from ignis.services.ports import Linked, Unavailable, UnavailableReason
from ignis.services.sync import RankSync
from ignis.services.why import RankExplainer
from tests.support.fakes.accounts import FakeAccounts, FixedAccounts
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.small_legion import LEGION
from tests.support.legion.staff import Staff

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
VISITOR, BROTHERS, CAPTAINS = (
    GuildRole(number, name) for number, name in enumerate(["Visitor", "Brothers", "Captains"])
)
TABLE = RoleTable(LEGION, (VISITOR, BROTHERS, CAPTAINS))


def explainer(store: FakeMembers, source: FixedAccounts | None = None) -> RankExplainer:
    source = source or FixedAccounts()
    return RankExplainer(RankSync(store, source), store, store, source)


def seen(*roles: GuildRole) -> SeenMember:
    return SeenMember(1, [role.id for role in roles], None)


async def test_a_stranger_is_explained_by_the_roles_and_stays_a_stranger() -> None:
    store = FakeMembers()
    why = await explainer(store).explain(TABLE, seen(VISITOR, BROTHERS, CAPTAINS))
    assert (why.plan.rank, why.plan.rank_source, why.standing.rank) == ("Captain", RankSource.ROLES, "Captain")
    assert why.held == (Ranked("Captains", "Captain"), Ranked("Brothers", "Brother"))
    assert why.other_roles == 1
    assert (why.stored, why.last, why.account) == (None, None, None)
    assert await store.is_empty()


async def test_what_gave_the_rank_is_the_last_change_of_it() -> None:
    store = FakeMembers()
    staff = Staff(store, store)
    await staff.rank(1, "Brother")
    await staff.rank(1, "Captain")
    await staff.company(1, 2)
    why = await explainer(store).explain(TABLE, seen())
    assert why.last is not None
    assert (why.last.action, why.last.before, why.last.after) == (Action.RANK, "Brother", "Captain")
    assert why.stored is not None
    assert why.plan.rank_source is RankSource.IGNIS


async def test_points_count_on_the_ladder() -> None:
    store = FakeMembers(Member(1, 60, "Brother", "brothers", role_rank="Brother"))
    why = await explainer(store).explain(TABLE, seen(BROTHERS))
    assert why.standing.next is not None
    assert (why.standing.next.rank, why.standing.next.missing) == ("Captain", 10)


async def test_the_account_is_what_is_remembered_and_no_service_is_asked() -> None:
    accounts = FakeAccounts({1: "Ana7"})
    why = await explainer(FakeMembers(), FixedAccounts(accounts)).explain(TABLE, seen(BROTHERS))
    assert why.account is not None
    assert why.account.account == Linked(1, "Ana7", None)
    assert accounts.asked == []


class _ComesBack:
    def decide(self, stored: Member | None) -> Change:
        change = returned(stored, stored.rank, NOON) if stored is not None else None
        assert change is not None
        return change


async def test_a_return_counts_while_its_role_is_due_or_there() -> None:
    store = FakeMembers(Member(1, 60, "Captain", "brothers"))
    await store.change(1, _ComesBack())
    assert (await explainer(store).explain(TABLE, seen())).returned is not None, "due"
    store.put(Member(1, 60, "Captain", "brothers", role_rank="Captain"))
    assert (await explainer(store).explain(TABLE, seen(CAPTAINS))).returned is not None, "there"
    assert (await explainer(store).explain(TABLE, seen())).returned is None, "kicked since then"


async def test_a_question_without_an_answer_is_no_question_that_was_not_asked() -> None:
    accounts = FakeAccounts(answers={1: [Unavailable(why=UnavailableReason.UNUSABLE)]})
    await accounts.look_up(1)
    why = await explainer(FakeMembers(), FixedAccounts(accounts)).explain(TABLE, seen(BROTHERS))
    assert why.unanswered is not None
    assert why.unanswered.unavailable.why is UnavailableReason.UNUSABLE
