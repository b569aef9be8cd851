"""Does the bot know all members of its server, as they are now? Asks the bot; Discord's own counts are its witness.

Discord gives the whole list once in 30 seconds, over restarts. Until it has come, the bot decides nothing from it.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import AwareDatetime, BaseModel, ValidationError

from probes.checks.base import Cadence, CheckLabel, Context, undescribed
from probes.outcome import CheckReason, CheckResult, CheckStatus

_ASKED_FOR: Final = timedelta(seconds=15)
"""A list that is asked for again mostly comes within this time."""
_REMEMBERED: Final = timedelta(minutes=10)


class _LastReadBack(BaseModel):
    members: int
    different: int
    counts: str | None


class _ReadBack(BaseModel):
    last: _LastReadBack | None
    found_at: AwareDatetime | None
    differences: int


class _Members(BaseModel):
    served: bool
    known: int
    total: int
    whole: bool
    since: AwareDatetime | None
    problem: str | None
    read_back: _ReadBack


class MembersCheck:
    name = "members"
    label = CheckLabel(
        "Member list",
        failing="the bot does not know all members, so it decides nothing about them",
        degraded="the list of members is being asked for, or changes of members were missed",
    )
    every = Cadence.LIVENESS  # a list that does not come is told within a minute
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state, context.clock.now())


def judge(state: dict[str, Any], now: datetime) -> CheckResult:
    """The result for the list of members in the bot's `/state`."""
    try:
        members = _Members.model_validate(state.get("members"))
    except ValidationError:
        return undescribed("list of members")
    if not members.served:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_READY, "the bot serves no server yet")
    if not members.whole:
        return _partial(members, now)
    found_at = members.read_back.found_at
    if found_at is not None and now - found_at < _REMEMBERED:
        detail = (
            f"at {found_at:%H:%M} UTC Discord had members otherwise than the list: changes were missed, "
            f"{members.read_back.differences} since the start. Everybody was asked for anew and gone through"
        )
        return CheckResult(CheckStatus.DEGRADED, CheckReason.DIFFERENT, detail)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, f"all {members.known} members are known{_witness(members)}")


def _partial(members: _Members, now: datetime) -> CheckResult:
    known = f"{members.known} of {members.total} members are known"
    if members.since is None or now - members.since < _ASKED_FOR:
        return CheckResult(CheckStatus.DEGRADED, CheckReason.INCOMPLETE, f"{known}; the others are being asked for")
    why = " ".join((members.problem or "no answer yet").split())
    detail = (
        f"{known} since {members.since:%H:%M:%S} UTC: {why}. Until all are, nobody is gone through, and leaderboard, "
        "promotions, previews and /sync all wait. The list is asked for again and again"
    )
    return CheckResult(CheckStatus.FAILING, CheckReason.INCOMPLETE, detail)


def _witness(members: _Members) -> str:
    last = members.read_back.last
    if last is None:
        return "; none was read back yet"
    counts = f"; {last.counts}" if last.counts is not None else ""
    return f"; of the last {last.members} read back none differed{counts}"
