"""What a recovery found and did, as values: words are made where they are shown, in the reader's language."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class RepairFact(StrEnum):
    """What follows the name are the values that go with it. `count` decides about singular and plural."""

    NO_SERVER = "no_server"
    UNKNOWN = "unknown"  # the recovery failed before it knew
    GAVE_UP = "gave_up"
    # clean-up
    NOTHING_SUPERFLUOUS = "nothing_superfluous"
    OLD_BACKUPS = "old_backups"  # count (files)
    FILE_DRAFTS = "file_drafts"  # count (files)
    DATABASE_LOG = "database_log"
    FORGOTTEN_ACCOUNTS = "forgotten_accounts"  # count
    UNUSED_MEMORY = "unused_memory"  # count (objects)
    REMOVED = "removed"
    # rebuild-cache
    MEMBERS_WHOLE = "members_whole"  # count
    MEMBERS_MISSING = "members_missing"  # known, total
    MEMBERS_ASKED = "members_asked"  # known
    # reconnect-gateway
    NO_SESSION = "no_session"
    ACKNOWLEDGED = "acknowledged"  # count (seconds ago)
    SILENT = "silent"  # count (seconds)
    DISCONNECTED = "disconnected"
    # resync-commands
    COMMANDS_EQUAL = "commands_equal"
    COMMANDS_DIFFERED = "commands_differed"
    COMMANDS_REGISTERED = "commands_registered"
    # reopen-database
    DATABASE_WORKS = "database_works"
    DATABASE_CLOSED = "database_closed"  # problem
    DATABASE_DELETED = "database_deleted"
    DATABASE_REPLACED = "database_replaced"
    DATABASE_CUT_SHORT = "database_cut_short"
    DATABASE_LOCKED = "database_locked"  # programs
    DATABASE_LOCKED_BY_UNKNOWN = "database_locked_by_unknown"
    DATABASE_FAILS = "database_fails"  # problem
    REOPENED = "reopened"
    PUT_BACK = "put_back"
    # restore-database
    DATABASE_WHOLE = "database_whole"
    DATABASE_DAMAGED = "database_damaged"  # problem
    REBUILT_FROM_BACKUP = "rebuilt_from_backup"  # count (writes of the journal), backup (a file)
    REBUILT_FROM_JOURNAL = "rebuilt_from_journal"  # count (writes)
    NOTHING_LOST = "nothing_lost"
    WRITES_LOST = "writes_lost"  # count, problem
    KEPT_ASIDE = "kept_aside"  # file


@dataclass(frozen=True)
class RepairFinding:
    """A fact with its values. `problem` is what an operating system, a database or Discord said, in its own words.

    >>> str(RepairFinding.of(RepairFact.MEMBERS_MISSING, known=7, total=10))
    'members_missing known=7 total=10'
    """

    fact: RepairFact
    values: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def of(cls, fact: RepairFact, **values: str | int) -> Self:
        return cls(fact, tuple(values.items()))

    def __str__(self) -> str:
        """For the log."""
        return " ".join([self.fact.value, *(f"{name}={value}" for name, value in self.values)])


RepairFindings = tuple[RepairFinding, ...]


def in_a_line(findings: RepairFindings) -> str:
    """For the log. "nothing" if there are none."""
    return "; ".join(map(str, findings)) or "nothing"
