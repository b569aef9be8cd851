"""What `/config check` can find, and how soon somebody should look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

Param = str | int | tuple[str, ...]


class Severity(IntEnum):
    """How soon an administrator should look; the greater, the sooner."""

    HINT = 1  # works as written; may not be what was meant
    WARNING = 2  # something of the map has no effect, or another one than it seems
    ERROR = 3  # members do not get what the map promises


class FindingKind(StrEnum):
    """Behind each are the params that its sentence may use."""

    # errors
    NO_MANAGE_ROLES = "no_manage_roles"
    NO_MANAGE_NICKNAMES = "no_manage_nicknames"
    DELETED = "deleted"  # role, rank: the server had it, and has it no more
    MISSING = "missing"  # role, rank: the server has no such role, and none that stands for the rank
    EVERYONE = "everyone"  # rank: the role that all members have decides for all of them
    OUT_OF_REACH = "out_of_reach"  # role: not below the bot's own, so it can neither be given nor taken
    REFUSED = "refused"  # count (of members), problem (a WriteProblem): Discord refused to write what follows
    STAFF_DELETED = "staff_deleted"  # role: of `bot.staff_roles`, and its role was deleted: nobody is staff by it
    # warnings
    BLOCKED = "blocked"  # count: of members whom Discord would not let the bot change
    RENAMED = "renamed"  # role (as the map says), name (as the server says)
    TWICE = "twice"  # role, others, count: other roles look like this one, and count for nothing
    PASSED_OVER = "passed_over"  # role, others, count: meant before, or called exactly so; another one is meant now
    STAFF_MISSING = "staff_missing"  # role: of `bot.staff_roles`, and the server has none of this name
    AWAITED = (
        "awaited"  # role: the map's; the server has it now, but had none when Ignis first looked: it counts for nothing
    )
    STAFF_AWAITED = "staff_awaited"  # role: the same for one of `bot.staff_roles`
    NAME_DELETED = "name_deleted"  # role: of a company, an award or a speciality, and the role it meant was deleted
    CHANNEL_DELETED = "channel_deleted"  # channel: of `bot.command_channels`, and the one it meant was deleted
    CHANNEL_TWICE = "channel_twice"  # channel, count: others have its name, and commands do not belong there
    ELSEWHERE = "elsewhere"  # count: of other servers that the bot was invited to
    MANAGED = "managed"  # role: belongs to an integration, which alone gives it
    NOT_MAPPED = "not_mapped"  # role: has a priority, and stands for no rank
    NO_PRIORITY = "no_priority"  # role: counts less than every role that has one
    NO_PREFIX = "no_prefix"  # rank: nicknames of its members go without one
    AGAINST_LADDER = "against_ladder"  # higher, lower: the lower rank's role counts more
    TIGHT = "tight"  # ranks, room: longer account names are cut in the nickname, even without the group's rank
    NO_ROLE = "no_role"  # rank: on a path, and a promotion to it gives no role
    # hints
    NO_AUDIT_LOG = "no_audit_log"
    STAFF_RENAMED = "staff_renamed"  # role (as the settings say), name (as the server says)
    SPARE = "spare"  # role, rank: the server has no such role, but another that stands for the rank
    SEVERAL = "several"  # rank, roles, given: the one that a promotion gives
    NEVER_DECIDES = "never_decides"  # role, count: all who hold it hold a higher one as well
    NOBODY_BECOMES = "nobody_becomes"  # ranks: off the ladder, and no role stands for them
    OFF_LADDER = "off_ladder"  # ranks: no points lead to them, only their roles
    SHORTENED = "shortened"  # count: of nicknames that do not fit as a whole


_ERRORS = frozenset(
    {
        FindingKind.NO_MANAGE_ROLES,
        FindingKind.NO_MANAGE_NICKNAMES,
        FindingKind.DELETED,
        FindingKind.MISSING,
        FindingKind.EVERYONE,
        FindingKind.OUT_OF_REACH,
        FindingKind.REFUSED,
        FindingKind.STAFF_DELETED,
    }
)
_HINTS = frozenset(
    {
        FindingKind.NO_AUDIT_LOG,
        FindingKind.STAFF_RENAMED,
        FindingKind.SPARE,
        FindingKind.SEVERAL,
        FindingKind.NEVER_DECIDES,
        FindingKind.NOBODY_BECOMES,
        FindingKind.OFF_LADDER,
        FindingKind.SHORTENED,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    found: FindingKind
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        if self.found in _ERRORS:
            return Severity.ERROR
        return Severity.HINT if self.found in _HINTS else Severity.WARNING
