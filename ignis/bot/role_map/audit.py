"""Keeps the audit of the role map complete: every version, by command or by hand, also from while the bot was down."""

import asyncio

from ignis.domain.role_map.role_map import RoleMap
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import RoleMapAudit, RoleMapStore, StorageError

_AGAIN_AFTER = 30.0  # seconds; the versions keep what the database cannot take now


class MapAudit:
    """A listener to the role map; it writes while its `run` runs."""

    def __init__(self, maps: RoleMapStore, audit: RoleMapAudit, log: Logger) -> None:
        self._maps = maps
        self._audit = audit
        self._log = log
        self._changed = asyncio.Event()
        maps.on_change(self)

    def role_map_changed(self, _before: RoleMap, _after: RoleMap) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Looks at the beginning and after every change. Never returns."""
        while True:
            self._changed.clear()
            wait = None if await self._note() else _AGAIN_AFTER
            try:
                await asyncio.wait_for(self._changed.wait(), wait)
            except TimeoutError:
                continue

    async def _note(self) -> bool:
        try:
            await self._audit.note(await self._maps.versions())
        except (StorageError, ConfigError) as error:
            self._log.warning("the audit of the role map waits", problem=str(error))
            return False
        return True
