"""What a member's roles mean: which rank is stored, which roles and which nickname Discord should show, and why.

The highest mapped role decides. Of a member we remember the rank that the roles stood for when we last looked
(`role_rank`): when the roles stand for another one now, somebody changed them, and their rank is adopted. When they
still stand for the same, a stored rank that differs is Ignis' own (a promotion, /rank set) whose roles have not
followed yet, and it is the roles that are changed. A member who has lost every mapped role keeps the rank, and is given
a role only where Ignis itself has set that rank and no role has stood for it since (`Member.roles_due`).

Everything is decided from the member's state, never from what happened: applying a plan and planning again gives a plan
in which nothing is left to do.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ignis.domain.blocked import Blocked
from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Member
from ignis.domain.members.nickname import Nickname
from ignis.domain.role_map.table import RoleChange, RoleTable
from ignis.domain.rules.legion import Legion
from ignis.domain.rules.role_ranks import Ranked


class RankSource(StrEnum):
    ROLES = "roles"  # the highest mapped role stands for it
    IGNIS = "ignis"  # set or earned in Ignis; the roles have not followed yet
    KEPT = "kept"  # no mapped role is left; the rank stays
    RESET = "reset"  # no mapped role is left, and the settings say that it costs the rank
    DEFAULT = "default"  # nothing is stored, and no role is mapped


class PrefixSource(StrEnum):
    RANK = "rank"  # the map gives the rank a prefix of its own
    STORED_COMPANY = "stored_company"  # staff set the member's company
    COMPANY_ROLE = "company_role"  # a role names the company
    NICKNAME = "nickname"  # the number in the current nickname is the company's
    NONE = "none"  # no company is known: the nickname goes without a prefix


class NameSource(StrEnum):
    ACCOUNT = "account"  # the linked Roblox account
    NICKNAME = "nickname"  # what the current nickname ends in
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SeenMember:
    """A member as Discord shows them. `no_rename` and `no_swap` say why nickname or roles may not be touched."""

    user_id: int
    roles: Collection[int]
    nickname: str | None
    no_rename: Blocked | None = None
    no_swap: Blocked | None = None


class Contested(NamedTuple):
    """What of a member is left alone because somebody else keeps changing it back."""

    name: bool = False
    roles: bool = False


UNCONTESTED = Contested()


@dataclass(frozen=True, slots=True)
class BotReach:
    """Whom the bot may touch on one server. `above`: roles that are not below its own highest."""

    owner_id: int | None
    above: frozenset[int]
    manage_roles: bool
    manage_nicknames: bool

    def seen(
        self, user_id: int, roles: Collection[int], nickname: str | None, contested: Contested = UNCONTESTED
    ) -> SeenMember:
        out_of_reach = self._out_of_reach(user_id, roles)
        no_rename = out_of_reach or (None if self.manage_nicknames else Blocked.NO_PERMISSION)
        no_swap = out_of_reach or (None if self.manage_roles else Blocked.NO_PERMISSION)
        return SeenMember(
            user_id,
            roles,
            nickname,
            no_rename=no_rename or (Blocked.CONTESTED if contested.name else None),
            no_swap=no_swap or (Blocked.ROLES_CONTESTED if contested.roles else None),
        )

    def _out_of_reach(self, user_id: int, roles: Collection[int]) -> Blocked | None:
        if user_id == self.owner_id:
            return Blocked.OWNER
        return None if self.above.isdisjoint(roles) else Blocked.ABOVE_BOT


@dataclass(frozen=True, slots=True)
class Account:
    """The member's Roblox name, and the role in the legion's group: None when it is not known or there is none."""

    name: str
    group_rank: str | None = None


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What follows from a member's state.

    `rank` and `role_rank` are what is stored afterwards, `before` the rank that was (a newcomer's: that of the roles).
    `store`: the database has to be written; `roles` and `rename` are to be written on Discord, None where they fit or
    must not be touched, for the reasons in `no_swap` and `no_rename` (None where they fit). `nickname` is how the
    member should be called; None where that is not ours to say. `restored`: what the member was before a change of the
    role map that is taken back now (map_moves.py); the plan goes on from there.
    """

    user_id: int
    ranked: Ranked | None
    rank: str
    role_rank: str | None
    before: str
    rank_source: RankSource
    store: bool
    roles: RoleChange | None = None
    no_swap: Blocked | None = None
    nickname: Nickname | None = None
    prefix_source: PrefixSource = PrefixSource.NONE
    name_source: NameSource = NameSource.NONE
    rename: str | None = None
    no_rename: Blocked | None = None
    restored: Member | None = None

    @property
    def rank_changes(self) -> bool:
        return self.rank.casefold() != self.before.casefold()

    @property
    def writes(self) -> bool:
        """Discord has to be asked for something."""
        return self.rename is not None or self.roles is not None

    @property
    def blocked(self) -> Blocked | None:
        """Why something that should be written cannot be; None also when nothing should."""
        return self.no_swap or self.no_rename

    def without_name(self) -> "SyncPlan":
        """Somebody else would change the nickname back."""
        return replace(self, rename=None, no_rename=Blocked.CONTESTED)

    def without_roles(self) -> "SyncPlan":
        """Somebody else would change the roles back."""
        return replace(self, roles=None, no_swap=Blocked.ROLES_CONTESTED)


class StoredOutline(NamedTuple):
    """What is stored of a member, as far as it decides whether there is anything to do. `name`: the account's."""

    user_id: int
    rank: str
    role_rank: str | None
    path: str | None
    roles_due: bool
    name: str | None


class _Naming(NamedTuple):
    nickname: Nickname | None = None
    prefix_source: PrefixSource = PrefixSource.NONE
    name_source: NameSource = NameSource.NONE
    rename: str | None = None
    no_rename: Blocked | None = None


def plan(
    table: RoleTable,
    seen: SeenMember,
    stored: Member | None,
    account: Account | None,
    *,
    keep_rank_without_role: bool = True,
    shown: str | None = None,
) -> SyncPlan:
    """`account` is None when nobody knows it: then the current nickname may still tell the name. Bots are not asked.

    `shown` is the rank that Discord still shows, where that is not the stored one.
    """
    ranked = table.ranked(seen.roles)
    rank, role_rank, source = _rank(table.legion, ranked, stored, keep=keep_rank_without_role)
    before = shown or (stored.rank if stored is not None else rank)
    roles, no_swap = _roles(table, seen, rank, source, role_rank)
    if ranked is None and source is not RankSource.IGNIS:
        naming = _Naming(no_rename=Blocked.NO_MAPPED_ROLE)
    else:
        naming = _naming(table, seen, stored, account, ranked=ranked, rank=rank, before=before)
    return SyncPlan(
        user_id=seen.user_id,
        ranked=ranked,
        rank=rank,
        role_rank=role_rank,
        before=before,
        rank_source=source,
        store=_differs(table, stored, rank, role_rank, source),
        roles=roles,
        no_swap=no_swap,
        nickname=naming.nickname,
        prefix_source=naming.prefix_source,
        name_source=naming.name_source,
        rename=naming.rename,
        no_rename=None if source is RankSource.DEFAULT else naming.no_rename,
    )


def fits(table: RoleTable, roles: Collection[int], nickname: str | None, stored: StoredOutline) -> bool:
    """Return True if a plan would find nothing to do. False means that only the plan itself can say.

    Costs a fraction of a plan, and most members fit most of the time.
    """
    ranked = table.ranked(roles)
    if ranked is None or stored.rank != ranked.rank or stored.role_rank != ranked.rank or stored.roles_due:
        return False
    prefix = table.prefix(ranked.rank)
    if prefix is None or stored.path != table.path(ranked.rank):
        return False
    name = stored.name or table.written.name_in(nickname)
    if name is None:
        return True
    wanted = table.nicknames.of(prefix, ranked.role, name)
    return wanted is not None and wanted.text == nickname


def stores(table: RoleTable, roles: Collection[int], stored: StoredOutline | None) -> bool:
    """Whether the roles stand for another rank than they did: then the database has to be written."""
    ranked = table.ranked(roles)
    return ranked is not None and (stored is None or stored.role_rank != ranked.rank)


def adopted(table: RoleTable, stored: Member | None, made: SyncPlan, *, actor_id: int | None, at: datetime) -> Change:
    """What a plan's `store` writes. A change of rank names the user who changed the roles (None: not known).

    A newcomer whose first rank is not the one that everybody begins with has a line in the history, too.
    """
    rank, path = made.rank, table.path(made.rank)
    before = made.restored or stored or Member(made.user_id, 0, rank, path)
    moved = not same_rank(before.rank, rank)
    after = Member(  # by position, as dataclasses.replace() takes three times as long, and a burst has thousands
        before.user_id,
        before.points,
        rank,
        path,
        before.company,
        before.gold_studs,
        before.silver_studs,
        None if moved else before.declined,
        made.role_rank,
        made.rank_source is RankSource.IGNIS and before.roles_due,
    )
    left = before.rank
    if not moved and (stored is not None or same_rank(left := table.legion.default_rank, rank)):
        return Change(stored or before, after, ())
    role = made.ranked.role if made.ranked is not None else None
    entry = LedgerEntry(Action.SYNCED, made.user_id, actor_id, left, rank, role, at)
    return Change(stored or before, after, (entry,))


def _rank(
    legion: Legion, ranked: Ranked | None, stored: Member | None, *, keep: bool
) -> tuple[str, str | None, RankSource]:
    """The rank to store, what the roles are remembered to stand for, and where the rank comes from."""
    if ranked is None:
        return _rank_without_role(legion, stored, keep=keep)
    if stored is not None and stored.roles_due and stored.role_rank is None and not same_rank(stored.rank, ranked.rank):
        return stored.rank, ranked.rank, RankSource.IGNIS  # an order was quicker than the first look at the roles
    if stored is None or not same_rank(stored.role_rank, ranked.rank):
        return ranked.rank, ranked.rank, RankSource.ROLES
    return stored.rank, stored.role_rank, RankSource.ROLES if same_rank(stored.rank, ranked.rank) else RankSource.IGNIS


def _rank_without_role(legion: Legion, stored: Member | None, *, keep: bool) -> tuple[str, str | None, RankSource]:
    """A rank that no role ever stood for is not lost with the roles."""
    if stored is None:
        return legion.rank(legion.default_rank) or legion.default_rank, None, RankSource.DEFAULT
    if stored.roles_due:
        return stored.rank, stored.role_rank, RankSource.IGNIS
    if keep or stored.role_rank is None:
        return stored.rank, stored.role_rank, RankSource.KEPT
    return legion.rank(legion.default_rank) or legion.default_rank, None, RankSource.RESET


def same_rank(one: str | None, other: str | None) -> bool:
    """Ranks are the same in any case; None, for no rank, is the same as None."""
    return one == other or (one is not None and other is not None and one.casefold() == other.casefold())


def _differs(table: RoleTable, stored: Member | None, rank: str, role_rank: str | None, source: RankSource) -> bool:
    """Without a rank to store, nothing is stored; a path that the map has moved is stored again."""
    if stored is None:
        return source is not RankSource.DEFAULT
    if source is RankSource.KEPT:
        return False
    if stored.roles_due and source is not RankSource.IGNIS:  # whatever was due has been done, or somebody was quicker
        return True
    return stored.rank != rank or stored.role_rank != role_rank or stored.path != table.path(rank)


def _roles(
    table: RoleTable, seen: SeenMember, rank: str, source: RankSource, leaving: str | None
) -> tuple[RoleChange | None, Blocked | None]:
    if source is not RankSource.IGNIS:
        return None, None
    swap = table.swap(seen.roles, rank, leaving)
    if isinstance(swap, Blocked):
        return None, seen.no_swap or swap
    if swap is None:
        return None, None
    blocked = seen.no_swap or (Blocked.ROLE_ABOVE_BOT if table.hindering(swap) is not None else None)
    return (None, blocked) if blocked is not None else (swap, None)


def _naming(
    table: RoleTable,
    seen: SeenMember,
    stored: Member | None,
    account: Account | None,
    *,
    ranked: Ranked | None,
    rank: str,
    before: str,
) -> _Naming:
    name, name_source = _name(table, seen, account)
    if name is None:
        return _Naming(no_rename=Blocked.NO_NAME)
    prefix, prefix_source = _prefix(table, seen, stored, rank, before)
    group_rank = (account.group_rank if account is not None else None) or _role_name(table.legion, ranked, rank)
    nickname = table.nicknames.of(prefix, group_rank, name)
    if nickname is None or (not prefix and table.legion.companies.of_nickname(nickname.text) is not None):
        return _Naming(no_rename=Blocked.NO_NAME)  # it would be read as the company's number next time
    if nickname.text == seen.nickname:
        return _Naming(nickname, prefix_source, name_source)
    rename = None if seen.no_rename is not None else nickname.text
    return _Naming(nickname, prefix_source, name_source, rename, seen.no_rename)


def _name(table: RoleTable, seen: SeenMember, account: Account | None) -> tuple[str | None, NameSource]:
    if account is not None:
        return account.name, NameSource.ACCOUNT
    name = table.written.name_in(seen.nickname)
    return name, NameSource.NICKNAME if name is not None else NameSource.NONE


def _prefix(
    table: RoleTable, seen: SeenMember, stored: Member | None, rank: str, before: str
) -> tuple[str, PrefixSource]:
    prefix = table.prefix(rank)
    if prefix is not None:
        return prefix, PrefixSource.RANK if prefix else PrefixSource.NONE
    if stored is not None and stored.company is not None:
        return str(stored.company), PrefixSource.STORED_COMPANY
    number = table.company(seen.roles)
    if number is not None:
        return str(number), PrefixSource.COMPANY_ROLE
    # the nickname still shows the rank before: its number is a company's only if that rank wore one as well
    if table.prefix(before) is None and (number := table.legion.companies.of_nickname(seen.nickname)) is not None:
        return str(number), PrefixSource.NICKNAME
    return "", PrefixSource.NONE


def _role_name(legion: Legion, ranked: Ranked | None, rank: str) -> str:
    """What stands for the rank in the group where that is not known: the role's name, as the map spells it."""
    if ranked is not None and same_rank(ranked.rank, rank):
        return ranked.role
    return next(iter(legion.role_ranks.standing_for(rank)), rank)
