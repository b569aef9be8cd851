"""A PinStore in memory, under the same contract tests as the real one."""

from collections.abc import Mapping
from datetime import datetime

from ignis.services.ports import PinKind, StorageError


class MemoryPins:
    """`failing`: every call raises StorageError."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, PinKind], dict[str, int]] = {}
        self.failing = False

    async def load(self, guild_id: int) -> Mapping[PinKind, Mapping[str, int]]:
        self._may_fail()
        return {kind: dict(self.kept.get((guild_id, kind), {})) for kind in PinKind}

    async def keep(self, guild_id: int, kind: PinKind, pins: Mapping[str, int], at: datetime) -> None:
        del at
        self._may_fail()
        self.kept.setdefault((guild_id, kind), {}).update({name.casefold(): pinned for name, pinned in pins.items()})

    def _may_fail(self) -> None:
        if self.failing:
            raise StorageError("the disk is full")
