"""A member's own data: all of it in a file, or all of it deleted."""

import json
from datetime import datetime

from ignis.services.ports import DeletedRecords, PrivacyStore, SignedRecords
from ignis.services.use_case import use_case


class Privacy:
    def __init__(self, store: PrivacyStore, *signed: SignedRecords) -> None:
        self._store = store
        self._signed = signed

    @use_case("privacy.export")
    async def export(self, user_id: int) -> bytes:
        """JSON that people can read, too. Raises StorageError."""
        return json.dumps(await self._store.everything(user_id), ensure_ascii=False, indent=2).encode()

    @use_case("privacy.delete")
    async def delete(self, user_id: int, at: datetime) -> DeletedRecords:
        """Cannot be undone. The audit keeps that a member was deleted, not who. Raises StorageError."""
        for (
            signed
        ) in self._signed:  # first: if it fails, the member can try again, and everything stored is still there
            await signed.unsign(user_id)
        return await self._store.delete(user_id, at)
