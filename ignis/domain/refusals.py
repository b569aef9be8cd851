"""What Ignis refuses: a code for each reason. The bot turns it into a sentence in the reader's language."""

from enum import StrEnum
from types import MappingProxyType


class Refusal(StrEnum):
    """The comment after each code names the params that its sentence may use."""

    AMOUNT_OUT_OF_RANGE = "amount_out_of_range"  # lowest, highest
    REASON_TOO_SHORT = "reason_too_short"  # lowest
    REASON_TOO_LONG = "reason_too_long"  # highest
    REASON_NOT_PRINTABLE = "reason_not_printable"
    TARGET_IS_BOT = "target_is_bot"
    NOT_A_RANK = "not_a_rank"  # rank
    NOT_A_COMPANY = "not_a_company"  # company, first, last
    RANK_UNCHANGED = "rank_unchanged"  # rank
    COMPANY_UNCHANGED = "company_unchanged"  # company (that decides; 0: none), source (a CompanySource)
    TOTAL_BELOW_ZERO = "total_below_zero"  # total (what there is), amount
    TOTAL_TOO_LARGE = "total_too_large"  # total (what there is), highest
    NOT_READY = "not_ready"  # rank (the wanted one), missing (points)
    MOVED_ON = "moved_on"  # rank (the current one): another officer was quicker, or the rank changed
    ALREADY_DECLINED = "already_declined"  # rank (the wanted one)
    MOVED_ON_YOURSELF = "moved_on_yourself"  # rank (the current one): the officer's own order did it
    DECLINED_YOURSELF = "declined_yourself"  # rank (the wanted one)
    NOTHING_STORED = "nothing_stored"
    ORDER_DONE = "order_done"  # this very order was carried out before
    ORDER_REPEATED = "order_repeated"  # count (seconds since the officer gave the same order): nothing is done yet
    ORDER_GONE = "order_gone"  # the question about it is too old
    # the role map
    ROLE_NOT_MAPPED = "role_not_mapped"  # role
    ROLE_MAPPED = "role_mapped"  # role
    MAP_UNCHANGED = "map_unchanged"
    MAP_EDITED = "map_edited"  # by hand or by another administrator, since the reader looked
    NOTHING_TO_UNDO = "nothing_to_undo"
    MAP_REFUSED = "map_refused"  # problem: file, place and what was expected
    ROLE_OF_EVERYBODY = "role_of_everybody"
    EVERYBODY_STAFF = "everybody_staff"
    EVERYBODY_NAMED = "everybody_named"  # name: of a company, an award or a speciality
    ROLE_MANAGED = "role_managed"  # role
    FILE_TOO_LARGE = "file_too_large"  # name, size, highest (bytes)
    SYNC_RUNS = "sync_runs"  # another sync of all members
    NO_SUCH_RUN = "no_such_run"
    LOOKUP_RUNS = "lookup_runs"  # accounts are looked up already
    NO_LOOKUPS_LEFT = "no_lookups_left"  # today
    # what the bot itself refuses, before it applies any rule of the legion
    NOT_STAFF = "not_staff"
    NOT_ADMINISTRATOR = "not_administrator"
    OTHER_SERVER = "other_server"
    NOT_HERE = "not_here"  # channel: where the command may be used
    NOT_YOUR_BUTTON = "not_your_button"
    OWN_RECORD = "own_record"
    OUTRANKED = "outranked"
    RANK_TOO_HIGH = "rank_too_high"  # rank (the one to give)
    NOT_IN_SERVER = "not_in_server"
    LIST_NOT_WHOLE = "list_not_whole"  # known, total (members): nothing is decided from a part of the list


class Refused(Exception):  # noqa: N818  no error: Ignis works, and says no
    """Nothing was changed. `params` are what the sentence for `code` may name."""

    def __init__(self, code: Refusal, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = MappingProxyType(params)
