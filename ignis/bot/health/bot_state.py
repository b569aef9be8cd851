"""What the bot says of itself: whether it is ready, and the whole of `/state`."""

import asyncio
import os
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ignis import __version__
from ignis.adapters.database.database import Database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import last_ack_age, latency
from ignis.bot.members.account_sources import AccountSources
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.role_sync import RoleSync
from ignis.repair.repairs import RepairRecord, Repairs
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.stack.http_shapes import ReportedCircuit
from ignis.runtime.telemetry.loop_lag import LoopLag
from ignis.services.ports import StorageError

_DATABASE_PATIENCE = 2.0


class BotState:
    def __init__(
        self,
        *,
        client: IgnisClient,
        sync: CommandSync,
        roles: RoleSync,
        repairs: Repairs,
        database: Database,
        role_map: RoleMapFile,
        lag: LoopLag,
        circuits: Circuits,
        sources: AccountSources,
        started_at: datetime,
    ) -> None:
        self._client = client
        self._sync = sync
        self._roles = roles
        self._repairs = repairs
        self._database = database
        self._role_map = role_map
        self._lag = lag
        self._circuits = circuits
        self._sources = sources
        self._started_at = started_at

    @property
    def loop_lag(self) -> float:
        return self._lag.worst

    async def reasons(self) -> list[str]:
        """Why the bot is not ready, each one line; empty when it is."""
        status, _, problem = await self._ask_database()
        return self._reasons(status, problem)

    def _reasons(self, status: str, problem: str | None) -> list[str]:
        """`status` and `problem` are the database's."""
        gateway = None if self._client.gateway is Gateway.READY else f"the gateway is {self._client.gateway}"
        database = None if status == "ok" else f"the database is {status}: {problem}"
        guild = self._client.served.problem
        commands = self._sync.problem if guild is None else None  # without a server there are none to sync
        preparing = "the server is being prepared" if self._client.preparing and commands is None else None
        return [reason for reason in (gateway, guild, preparing, commands, database) if reason is not None]

    async def well(self) -> bool:
        return not await self.reasons()

    async def state(self) -> dict[str, Any]:
        status, schema_version, problem = await self._ask_database()
        client = self._client
        guild = client.guild
        reasons = self._reasons(status, problem)
        return {
            "ready": not reasons,
            "reasons": reasons,
            "version": __version__,
            "pid": os.getpid(),
            "started_at": self._started_at.isoformat(),
            "loop_lag_s": self._lag.worst,
            "gateway": {
                "status": client.gateway,
                "latency_s": latency(client),
                "last_ack_age_s": last_ack_age(client),
                "resumes": client.resumes,
                "identifies": client.identifies,
            },
            "guild": {"id": client.served.guild_id, "problem": client.served.problem},
            "circuits": [
                ReportedCircuit.model_validate(view, from_attributes=True).to_json() for view in self._circuits.views()
            ],
            "accounts": self._sources.state(),
            "cache": {"guilds": len(client.guilds), "members": len(guild.members) if guild else 0},
            "commands": self._commands(),
            "database": {"status": status, "schema_version": schema_version, "problem": problem},
            "config": self._config(),
            "sync": self._roles.state(),
            "recoveries": [to_json(record) for record in self._repairs.last],
        }

    def _config(self) -> dict[str, Any]:
        in_force = self._role_map.current
        return {
            "path": str(in_force.path),
            "revision": in_force.revision,
            "ranks": len(in_force.legion.ranks),
            "problem": self._role_map.problem,
            "since": self._role_map.since.isoformat(),
        }

    def _commands(self) -> dict[str, Any]:
        """`registered` is how many the server has once they are in sync; `hash` is of the bot's own."""
        compared = self._sync.compared
        return {
            "in_sync": self._sync.problem is None,
            "registered": compared.count if compared else 0,
            "hash": compared.tree if compared else "",
        }

    async def _ask_database(self) -> tuple[str, int | None, str | None]:
        """Its status, the version of its schema, and what is wrong with it, in a line."""
        try:
            async with asyncio.timeout(_DATABASE_PATIENCE):
                return "ok", await self._database.schema_version(), None
        except TimeoutError:
            return "slow", None, f"no answer within {_DATABASE_PATIENCE:g} s"
        except StorageError as error:
            return "failing", None, str(error)


def to_json(record: RepairRecord) -> dict[str, Any]:
    return asdict(record) | {"at": record.at.isoformat()}
