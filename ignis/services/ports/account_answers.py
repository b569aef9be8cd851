"""What is answered, and what is remembered, of a member's Roblox account."""

from dataclasses import dataclass
from datetime import datetime

from ignis.services.ports.unavailable import Unavailable


@dataclass(frozen=True, slots=True)
class Linked:
    """A member's Roblox account. `unconfirmed`: this is from memory, and why nobody could confirm it now."""

    roblox_id: int
    name: str
    headshot_url: str | None
    unconfirmed: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class NotLinked:
    """The source answered: there is no account. `unconfirmed`: see Linked."""

    unconfirmed: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The member is linked to an account that Roblox has closed, or does not know. `unconfirmed`: see Linked."""

    roblox_id: int
    unconfirmed: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class Unnamed:
    """The member is linked to this account; Roblox has not told its name yet."""

    roblox_id: int


KnownAccount = Linked | NotLinked | Closed | Unnamed
"""What can be remembered of a member's account."""

AccountAnswer = Linked | NotLinked | Closed | Unavailable
"""What can be answered to who asks for it."""


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """`fresh`: recent enough, no need to ask again. `asked_at`: when Bloxlink gave this answer.

    `confirmed`: Roblox has told the name since.
    """

    account: KnownAccount
    asked_at: datetime
    fresh: bool
    confirmed: bool = True
