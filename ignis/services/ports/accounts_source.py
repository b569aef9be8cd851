"""Whether anybody can be asked for Roblox accounts at the moment."""

from typing import Protocol

from ignis.services.ports.accounts import Accounts


class AccountsSource(Protocol):
    """Knows the service that answers for Roblox accounts. Read `now` at every use: the service comes and goes.

    Example:
        if (accounts := source.now) is not None:
            known = await accounts.remembered([member.id])
    """

    @property
    def now(self) -> Accounts | None:
        """None if no service is configured, or none is open yet."""
        ...
