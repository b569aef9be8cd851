"""What is told at once when Discord takes alerts again after an outage: everything that waited, as one message."""

from dataclasses import dataclass
from datetime import datetime

from probes.relay.notices.notice import Telling


@dataclass(frozen=True)
class Digest:
    """What waited since `since`.

    `over`: began and ended meanwhile, so that they have no message of their own. `ended`: were told before, and their
    messages are edited. `still_open`: get messages of their own. `expired`: like `over`, but waited for more than a
    day; they are counted and not listed one by one.
    """

    since: datetime
    until: datetime
    over: tuple[Telling, ...]
    ended: tuple[Telling, ...] = ()
    still_open: tuple[Telling, ...] = ()
    expired: tuple[Telling, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The incidents that have no message but this one."""
        return tuple(sorted({one.number for telling in (*self.over, *self.expired) for one in telling.incidents}))
