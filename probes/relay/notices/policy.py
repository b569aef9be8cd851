"""How the alert channel is used, as numbers: what belongs together, what waits, and what is said again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MENTION_EVERY: Final = timedelta(minutes=15)
"""How often an incident mentions somebody at most, where nothing is escalated."""


@dataclass(frozen=True)
class QuietHours:
    """From `start` to `end` on the clocks of `zone`, over midnight if `end` is the earlier one.

    Example:
        >>> night = QuietHours(time(23), time(7), "America/Sao_Paulo")
        >>> night.hold(datetime.fromisoformat("2026-01-02T03:04:05+00:00"))  # 00:04 there
        True
    """

    start: time
    end: time
    zone: str = "UTC"

    def hold(self, moment: datetime) -> bool:
        """Whether `moment` is in them."""
        clock = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def end_after(self, moment: datetime) -> datetime:
        """When they end for the first time after `moment`.

        >>> QuietHours(time(23), time(7)).end_after(datetime.fromisoformat("2026-01-02T23:30:00+00:00")).isoformat()
        '2026-01-03T07:00:00+00:00'
        """
        here = moment.astimezone(ZoneInfo(self.zone))
        today = datetime.combine(here.date(), self.end, here.tzinfo)
        return today if today > here else datetime.combine(here.date() + timedelta(days=1), self.end, here.tzinfo)


@dataclass(frozen=True)
class TellingPolicy:
    """`group_within`: what fails so soon after a message was posted joins it by an edit, up to `group_size` incidents.

    `edit_every`: a message about several is written again so often at most; `flapping_edit_every` one that flaps. What
    shows nothing as open is written again at once when something of it begins.
    `fold_within`: a root cause takes over the message of its symptom if that was posted so recently.
    `outlive_after`: a symptom that is still there so long after its root cause is told by itself.
    `escalate_after`: what is critical, open and not acknowledged for so long is told again; None: never.
    `mention`: new messages about what is critical and open mention the operators' role, for each incident once in
    `escalate_after` at most.
    `retell_after`: what was silenced for less and has not changed meanwhile is not told again.
    """

    group_within: timedelta = timedelta(seconds=5)
    group_size: int = 200
    storm_from: int = 3
    edit_every: timedelta = timedelta(seconds=1)
    flapping_edit_every: timedelta = timedelta(seconds=5)
    fold_within: timedelta = timedelta(minutes=6)
    outlive_after: timedelta = timedelta(minutes=1)
    escalate_after: timedelta | None = timedelta(minutes=15)
    mention: bool = False
    retell_after: timedelta = timedelta(minutes=15)
    quiet_hours: QuietHours | None = None


@dataclass(frozen=True)
class DecisionTime:
    """When something is decided, and by which policy."""

    at: datetime
    policy: TellingPolicy

    @property
    def mention_every(self) -> timedelta:
        return self.policy.escalate_after or MENTION_EVERY

    def soon_after(self, moment: datetime, span: timedelta) -> bool:
        """Whether `moment` was at most `span` ago. A moment in the future is from a clock that was wrong."""
        return timedelta() <= self.at - moment <= span
