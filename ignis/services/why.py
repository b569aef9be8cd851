"""Why a member has this rank and this nickname: every fact that decided, collected for one view."""

from dataclasses import dataclass

from ignis.domain.members.change import LedgerEntry
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync.plan import SeenMember, SyncPlan
from ignis.domain.rules.ladder import Standing
from ignis.domain.rules.role_ranks import Ranked
from ignis.services.ports import AccountsSource, HistoryStore, MemberStore, RememberedAnswer, UnansweredQuestion
from ignis.services.sync import RankSync
from ignis.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class RankExplanation:
    """`held` are the mapped roles, first the one that decides. `account` is what is remembered of the Roblox account.

    `stored` is None if nothing is stored, `last` (what gave the rank) if the rank has never changed. `returned`: since
    then the member has left the server and come back. `unanswered`: the last question about the account, if it had no
    answer. `returned` is None once its role is neither there nor due: they lost it since.
    """

    seen: SeenMember
    plan: SyncPlan
    held: tuple[Ranked, ...]
    stored: Member | None
    standing: Standing
    last: LedgerEntry | None
    account: RememberedAnswer | None
    returned: LedgerEntry | None = None
    unanswered: UnansweredQuestion | None = None

    @property
    def other_roles(self) -> int:
        """How many roles the member has that stand for no rank."""
        return len(self.seen.roles) - len(self.held)


def _counts(plan: SyncPlan) -> bool:
    """Who was kicked after a return gets nothing back, and no line says so: the roles do."""
    held = plan.ranked is not None and plan.ranked.rank.casefold() == plan.rank.casefold()
    return held or plan.roles is not None or plan.no_swap is not None


class RankExplainer:
    def __init__(
        self,
        sync: RankSync,
        members: MemberStore,
        history: HistoryStore,
        accounts: AccountsSource,
    ) -> None:
        self._sync = sync
        self._members = members
        self._history = history
        self._accounts = accounts

    @use_case("why.explain")
    async def explain(self, table: RoleTable, seen: SeenMember) -> RankExplanation:
        """Asks no outside service and writes nothing. The plan is what a sync would carry out now.

        Raises StorageError.
        """
        stored = await self._members.find(seen.user_id)
        last = await self._history.last_rank_change(seen.user_id)
        back = await self._history.last_return(seen.user_id)
        account = await self._remembered(seen.user_id)
        (plan,) = await self._sync.look(table, [seen])
        points = stored.points if stored is not None else 0
        return RankExplanation(
            seen=seen,
            plan=plan,
            held=table.held(seen.roles),
            stored=stored,
            standing=table.legion.ladder.standing(plan.rank, points),
            last=last,
            account=account,
            returned=back if back is not None and (last is None or back.at >= last.at) and _counts(plan) else None,
            unanswered=self._unanswered(seen.user_id),
        )

    def _unanswered(self, user_id: int) -> UnansweredQuestion | None:
        accounts = self._accounts.now
        return accounts.unanswered(user_id) if accounts is not None else None

    async def _remembered(self, user_id: int) -> RememberedAnswer | None:
        accounts = self._accounts.now
        return (await accounts.remembered([user_id])).get(user_id) if accounts is not None else None
