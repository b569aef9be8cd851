"""What happened to a member, page by page."""

from dataclasses import dataclass

from ignis.services.ports import HistoryLine, HistoryStore
from ignis.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Newest first. `older` is the `before` of the next page; None if there is none."""

    lines: tuple[HistoryLine, ...]
    older: int | None


class MemberHistory:
    def __init__(self, store: HistoryStore) -> None:
        self._store = store

    @use_case("history.page")
    async def page(self, user_id: int, before: int | None, size: int) -> HistoryPage:
        """`before` None: the newest lines. Lines that are added meanwhile shift no page. Raises StorageError."""
        found = await self._store.lines(user_id, before, size + 1)
        shown = tuple(found[:size])
        return HistoryPage(shown, shown[-1].id if len(found) > size else None)
