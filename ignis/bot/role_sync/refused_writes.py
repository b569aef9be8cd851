"""What Discord has refused to write, so that it is not asked again and again, and people can read why. In memory: after
a start each is tried once more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ignis.domain.write_problem import REMEDIES, Again, WriteProblem


@dataclass(frozen=True, slots=True)
class RefusedWrite:
    """`target` is the id of the role that was to be given or taken, or the nickname."""

    target: int | str
    problem: WriteProblem
    at: datetime

    @property
    def waits(self) -> bool:
        """Not tried again before something changes."""
        return REMEDIES[self.problem].again is Again.CHANGED


class RefusedWrites:
    """Example:
    refused.note(user_id, RefusedWrite("IA. Vel", WriteProblem.NAME_REFUSED, clock.now()))
    refused.holds(user_id, "IA. Vel")  # True: do not send it
    """

    def __init__(self) -> None:
        self._refused: dict[int, dict[int | str, RefusedWrite]] = {}
        self._tried_again: set[tuple[int, int | str]] = set()

    def note(self, user_id: int, refused: RefusedWrite) -> None:
        """Of a member's nicknames the last one counts."""
        self.done(user_id, refused.target)
        self._refused.setdefault(user_id, {})[refused.target] = refused

    def done(self, user_id: int, target: int | str) -> None:
        """It was written, or is no longer to be: a nickname stands for all nicknames of the member."""
        known = self._refused.pop(user_id, {})
        kept = {each: why for each, why in known.items() if not _same(each, target)}
        self._tried_again.discard((user_id, target))
        if kept:
            self._refused[user_id] = kept

    def forget(self, user_id: int) -> None:
        """Nothing is to be written, or the member has left."""
        self._refused.pop(user_id, None)

    def let_all_try(self) -> None:
        """The role map or the server's roles have changed: everything may be tried once more. It still stands."""
        self._tried_again = {
            (user_id, target) for user_id, known in self._refused.items() for target, why in known.items() if why.waits
        }

    def holds(self, user_id: int, target: int | str) -> bool:
        why = self._refused.get(user_id, {}).get(target)
        return why is not None and why.waits and (user_id, target) not in self._tried_again

    def of(self, user_id: int) -> Sequence[RefusedWrite]:
        return tuple(self._refused.get(user_id, {}).values())

    def counts(self) -> Mapping[WriteProblem, int]:
        """How many members, by what is wrong; one with several problems counts for each."""
        return Counter(
            problem for known in self._refused.values() for problem in {why.problem for why in known.values()}
        )


def _same(one: int | str, other: int | str) -> bool:
    return one == other or (isinstance(one, str) and isinstance(other, str))
