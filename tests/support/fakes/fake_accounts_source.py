"""The way to members' Roblox accounts, as a test wants it."""

from dataclasses import dataclass

from ignis.services.ports import Accounts


@dataclass
class FixedAccounts:
    """An AccountsSource that is open with `now`, or not configured."""

    now: Accounts | None = None
