"""Who hears what happens to `ignis.db`."""

from typing import Final, Protocol

from ignis.services.ports import StorageReason


class DatabaseObserver(Protocol):
    """The metrics, the recoveries and the log, as the database sees them."""

    def queried(self, query: str, seconds: float, /) -> None:
        """A query ended, also by failing. `query` is its name, a short constant."""
        ...

    def trouble(self, reason: StorageReason, what: str, /) -> None:
        """Something is wrong with the database: `what` is one line. Called whenever it shows, so often the same."""
        ...

    def repaired(self, line: str, /) -> None:
        """The file had to be repaired. `line` says what was done, for the log."""
        ...


class Unobserved:
    """A DatabaseObserver that does nothing: for tools and tests that look at the data alone."""

    def queried(self, query: str, seconds: float, /) -> None:
        pass

    def trouble(self, reason: StorageReason, what: str, /) -> None:
        pass

    def repaired(self, line: str, /) -> None:
        pass


UNOBSERVED: Final = Unobserved()
