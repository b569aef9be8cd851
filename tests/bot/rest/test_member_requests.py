"""Which requests change a member, and what their errors mean."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import discord
import pytest

from ignis.bot.rest.member_requests import MemberRequest, RequestKind, problem_with, requests_of
from ignis.domain.role_map.table import RoleChange
from ignis.domain.write_problem import WriteProblem

if TYPE_CHECKING:
    import aiohttp

GIVE = MemberRequest(RequestKind.GIVE, 40)
RENAME = MemberRequest(RequestKind.RENAME, "6. Legionary")


def member(*there: int) -> discord.Member:
    guild = SimpleNamespace(get_role=lambda role_id: role_id if role_id in there else None)
    return cast("discord.Member", SimpleNamespace(guild=guild))


def listed(*, present: bool, whole: bool) -> discord.Member:
    guild = SimpleNamespace(get_member=lambda user_id: user_id if present else None, chunked=whole)
    return cast("discord.Member", SimpleNamespace(guild=guild, id=1))


GONE = listed(present=False, whole=True)


def refused(status: int, code: int) -> discord.HTTPException:
    response = cast("aiohttp.ClientResponse", SimpleNamespace(status=status, reason="for a test"))
    return discord.HTTPException(response, {"code": code, "message": "no"})


def test_the_new_role_comes_first_and_the_nickname_last() -> None:
    asked = requests_of(member(10, 20, 40), (10, 20), RoleChange(40, (10, 20)), "6. Legionary")
    taken = [MemberRequest(RequestKind.TAKE, role_id) for role_id in (10, 20)]
    assert list(asked) == [GIVE, *taken, RENAME]


def test_what_is_so_already_or_does_not_exist_is_left_out() -> None:
    assert not list(requests_of(member(10, 40), (40,), RoleChange(40, (10, 20)), None))
    assert not list(requests_of(member(), (10,), RoleChange(40, (10,)), None))


@pytest.mark.parametrize(
    ("error", "request_", "problem"),
    [
        (refused(403, 50013), GIVE, WriteProblem.NO_PERMISSION),
        (refused(400, 50035), GIVE, WriteProblem.ROLE_INVALID),
        (refused(400, 50035), RENAME, WriteProblem.NAME_REFUSED),
        (discord.RateLimited(40.0), GIVE, WriteProblem.LIMITED),
        (TimeoutError(), GIVE, WriteProblem.NO_ANSWER),
    ],
)
def test_an_error_is_read_by_what_was_asked(error: Exception, request_: MemberRequest, problem: WriteProblem) -> None:
    assert problem_with(error, request_, GONE) is problem


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        (GONE, WriteProblem.MEMBER_GONE),
        (listed(present=True, whole=True), WriteProblem.MEMBER_NOT_FOUND),
        (listed(present=False, whole=False), WriteProblem.MEMBER_NOT_FOUND),
    ],
)
def test_gone_is_only_who_is_missing_in_the_whole_list_too(member: discord.Member, problem: WriteProblem) -> None:
    assert problem_with(refused(404, 10007), GIVE, member) is problem


def test_an_error_of_our_own_stays_one() -> None:
    with pytest.raises(KeyError):
        problem_with(KeyError("a bug"), GIVE, GONE)
