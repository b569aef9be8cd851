"""A member's own data: all of it in a file, and all of it gone."""

import json
from datetime import datetime

from ignis.services.ports import Deleted, PrivacyStore


class Privacy:
    def __init__(self, store: PrivacyStore) -> None:
        self._store = store

    async def export(self, user_id: int) -> bytes:
        """JSON, readable by people too. Raises StorageError."""
        return json.dumps(await self._store.everything(user_id), ensure_ascii=False, indent=2).encode()

    async def delete(self, user_id: int, at: datetime) -> Deleted:
        """Cannot be undone. The audit keeps that somebody was deleted, not who. Raises StorageError."""
        return await self._store.delete(user_id, at)
