"""What Discord's answer to a write means: one table, by Discord's error code, and by the status where there is none.

Each problem has its words for people (`problems` of the texts). The codes are Discord's:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class WriteProblem(StrEnum):
    NO_PERMISSION = "no_permission"  # the bot's role is too low, or lacks a right; often only for a moment
    NO_ACCESS = "no_access"  # the bot was removed, or its token is not taken
    TWO_FACTOR = "two_factor"
    ROLE_GONE = "role_gone"
    ROLE_INVALID = "role_invalid"  # an integration's, or everybody's
    NAME_REFUSED = "name_refused"  # by Discord's form, or the server's AutoMod
    MEMBER_GONE = "member_gone"
    MEMBER_NOT_FOUND = "member_not_found"  # though nobody has said that they left
    SERVER_GONE = "server_gone"
    LIMITED = "limited"
    OUT_OF_ORDER = "out_of_order"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"  # for a reason that is not in this table


class Again(StrEnum):
    SOON = "soon"  # with growing delays, for as long as it has to be written
    CHANGED = "changed"  # when the write, the role map or the server's roles are others
    NEVER = "never"  # there is nobody to write to


@dataclass(frozen=True, slots=True)
class Remedy:
    """`remembered`: stands in `/why` and `/config check` until a write of the same kind succeeds."""

    again: Again
    remembered: bool


REMEDIES: Final[Mapping[WriteProblem, Remedy]] = MappingProxyType(
    {
        WriteProblem.NO_PERMISSION: Remedy(Again.SOON, remembered=True),
        WriteProblem.NO_ACCESS: Remedy(Again.SOON, remembered=True),
        WriteProblem.TWO_FACTOR: Remedy(Again.SOON, remembered=True),
        WriteProblem.ROLE_GONE: Remedy(Again.CHANGED, remembered=True),
        WriteProblem.ROLE_INVALID: Remedy(Again.CHANGED, remembered=True),
        WriteProblem.NAME_REFUSED: Remedy(Again.CHANGED, remembered=True),
        WriteProblem.MEMBER_GONE: Remedy(Again.NEVER, remembered=False),
        WriteProblem.MEMBER_NOT_FOUND: Remedy(Again.SOON, remembered=True),
        WriteProblem.SERVER_GONE: Remedy(Again.NEVER, remembered=False),
        WriteProblem.LIMITED: Remedy(Again.SOON, remembered=False),
        WriteProblem.OUT_OF_ORDER: Remedy(Again.SOON, remembered=False),
        WriteProblem.NO_ANSWER: Remedy(Again.SOON, remembered=False),
        WriteProblem.REFUSED: Remedy(Again.SOON, remembered=True),
    }
)

_CODES: Final[Mapping[int, WriteProblem]] = MappingProxyType(
    {
        10004: WriteProblem.SERVER_GONE,
        10007: WriteProblem.MEMBER_GONE,
        10011: WriteProblem.ROLE_GONE,
        10013: WriteProblem.MEMBER_GONE,
        20028: WriteProblem.LIMITED,
        40001: WriteProblem.NO_ACCESS,
        40006: WriteProblem.OUT_OF_ORDER,
        50001: WriteProblem.NO_ACCESS,
        50013: WriteProblem.NO_PERMISSION,
        50028: WriteProblem.ROLE_INVALID,
        50035: WriteProblem.NAME_REFUSED,
        60003: WriteProblem.TWO_FACTOR,
        130000: WriteProblem.OUT_OF_ORDER,
        200000: WriteProblem.NAME_REFUSED,
        200001: WriteProblem.NAME_REFUSED,
        240000: WriteProblem.NAME_REFUSED,
    }
)
_STATUSES: Final[Mapping[int, WriteProblem]] = MappingProxyType(
    {
        401: WriteProblem.NO_ACCESS,
        403: WriteProblem.NO_PERMISSION,
        404: WriteProblem.MEMBER_GONE,
        429: WriteProblem.LIMITED,
    }
)
_SERVERS_OWN: Final = 500


def problem_of(status: int, code: int, *, nickname: bool) -> WriteProblem:
    """`code` is 0 without one. `nickname`: the write was one; a form that is refused is otherwise the role's.

    >>> problem_of(403, 50013, nickname=False).value, problem_of(502, 0, nickname=True).value
    ('no_permission', 'out_of_order')
    """
    if status >= _SERVERS_OWN:
        return WriteProblem.OUT_OF_ORDER
    found = _CODES.get(code) or _STATUSES.get(status, WriteProblem.REFUSED)
    if found is WriteProblem.NAME_REFUSED and not nickname:
        return WriteProblem.ROLE_INVALID
    return found
