"""Who follows members' Roblox accounts."""

from typing import Protocol


class AccountListener(Protocol):
    """What follows from a member's account: the nickname."""

    def account_changed(self, user_id: int) -> None:
        """The member has another account, or none, or the account has another name. It must return at once."""
        ...
