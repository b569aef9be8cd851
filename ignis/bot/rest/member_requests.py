"""The single requests that change a member, and what an error of one means.

Roles are given and taken one by one, never as a list: a role that somebody else gives or takes meanwhile stays as they
left it, a nickname that is refused keeps no role away, and only roles that exist are named.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

import discord

from ignis.domain.role_map.table import RoleChange
from ignis.domain.write_problem import WriteProblem, problem_of


class RequestKind(Enum):
    GIVE = "give"
    TAKE = "take"
    RENAME = "rename"


@dataclass(frozen=True, slots=True)
class MemberRequest:
    """`target` is the id of the role, or the nickname."""

    kind: RequestKind
    target: int | str

    @property
    def renames(self) -> bool:
        return self.kind is RequestKind.RENAME

    async def send(self, member: discord.Member, reason: str) -> None:
        """Raises what discord.py raises."""
        match self.kind, self.target:
            case RequestKind.GIVE, int(role_id):
                await member.add_roles(discord.Object(role_id), reason=reason)
            case RequestKind.TAKE, int(role_id):
                await member.remove_roles(discord.Object(role_id), reason=reason)
            case _, nickname:
                await member.edit(nick=str(nickname), reason=reason)


def requests_of(
    member: discord.Member, held: Collection[int], roles: RoleChange | None, rename: str | None
) -> Iterator[MemberRequest]:
    """Gives first, then takes: whatever happens in between, the member is never without a rank.

    `held` are the ids of the member's roles.
    """
    if roles is not None:
        if roles.give is not None and roles.give not in held and _exists(member, roles.give):
            yield MemberRequest(RequestKind.GIVE, roles.give)
        for role_id in roles.take:
            if role_id in held and _exists(member, role_id):
                yield MemberRequest(RequestKind.TAKE, role_id)
    if rename is not None:
        yield MemberRequest(RequestKind.RENAME, rename)


def problem_with(error: Exception, request: MemberRequest, member: discord.Member) -> WriteProblem:
    """What an error that `send` raised means. Errors that are neither Discord's nor the network's are raised again.

    Gone is only who is missing in the server's list too, and the list is whole: Discord's answer alone proves nothing.
    """
    problem = _problem_with(error, request)
    if problem is WriteProblem.MEMBER_GONE and _may_be_here(member):
        return WriteProblem.MEMBER_NOT_FOUND
    return problem


def _problem_with(error: Exception, request: MemberRequest) -> WriteProblem:
    match error:
        case discord.RateLimited():
            return WriteProblem.LIMITED
        case discord.HTTPException():
            return problem_of(error.status, error.code, nickname=request.renames)
        case OSError():  # TimeoutError and most errors of aiohttp, too
            return WriteProblem.NO_ANSWER
        case _:
            raise error


def _may_be_here(member: discord.Member) -> bool:
    return member.guild.get_member(member.id) is not None or not member.guild.chunked


def _exists(member: discord.Member, role_id: int) -> bool:
    return member.guild.get_role(role_id) is not None
