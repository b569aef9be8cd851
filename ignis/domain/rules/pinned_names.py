"""What a name of the configuration means on a server: one role or one channel, and no other of that name.

Whoever may create roles, as many bots do for their users, can create a second one of any name. So a name is pinned to
an id when Ignis first looks for it, and from then on only the id counts, whatever it is called later. What has exactly
this name at that moment is meant; of several the oldest, because an id, which holds its moment of creation, cannot be
forged. A name that nothing has then is pinned to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from ignis.domain.rules.look_alikes import skeleton

NOBODY: Final = 0
"""What a name is pinned to that nothing had when Ignis first looked for it. Whoever may create roles could create one
of that name later, so only a person's word lets it mean something.
"""


class Named(Protocol):
    """A role or a channel of a server."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


Reference = str | int
"""How a setting names a role or a channel: by name or by id."""


@dataclass(frozen=True, slots=True)
class NamedOnServer:
    """What one reference of the settings means now. `found` is its id, None if there is nothing of that name or id.

    `lost`: it was pinned, and what it was pinned to is gone. `called` is what it is called now.
    """

    reference: Reference
    found: int | None
    called: str | None = None
    lost: bool = False


_N = TypeVar("_N", bound=Named)


def meant(name: str, there: Iterable[_N], pinned: int | None) -> _N | None:
    """What `name` means; None where it means nothing, also when what it was pinned to is gone.

    >>> meant("Captains", roles, pinned=None)  # the oldest of exactly this name, else of this name in another case
    >>> meant("Captains", roles, pinned=4711)  # that role, or none
    """
    if pinned is not None:
        return next((one for one in there if one.id == pinned), None)
    alike = [one for one in there if one.name.casefold() == name.casefold()]
    return min(alike, key=lambda one: (one.name != name, one.id), default=None)


def doubles(name: str, there: Iterable[_N], counted: Iterable[int]) -> Sequence[_N]:
    """Those that look as if `name` meant them, from old to new. `counted` are the ids that count for some name."""
    own = frozenset(counted)
    look = skeleton(name)
    return sorted((one for one in there if one.id not in own and skeleton(one.name) == look), key=lambda one: one.id)


def folded(pins: Mapping[str, int]) -> dict[str, int]:
    """Ids by names without case."""
    return {name.casefold(): pinned for name, pinned in pins.items()}
