"""What the bot reports about itself: whether it is ready, and the whole of `/state`."""

import asyncio
import os
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from ignis import __version__
from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import last_ack_age, latency
from ignis.bot.health.backup_schedule import BackupSchedule
from ignis.bot.health.erasures import PendingErasures
from ignis.bot.member_list.read_back import ReadBack
from ignis.bot.rest.command_sync import CommandSync
from ignis.bot.role_sync import RoleSync
from ignis.domain.role_map.role_map import RoleMap
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.repairs import RepairRecord, Repairs
from ignis.runtime.resilience.background import Background
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.stack.http_shapes import ReportedCircuit
from ignis.runtime.telemetry.loop_lag import LoopLag
from ignis.services.ports import StorageError

_DATABASE_WITHIN = 2.0
"""Seconds; a database that takes longer is slow."""


class AnsweringDatabase(Protocol):
    async def schema_version(self) -> int:
        """Raises StorageError."""
        ...


class ReportedRoleMap(Protocol):
    @property
    def current(self) -> RoleMap: ...

    @property
    def problem(self) -> str | None:
        """Why the file on disk is not in force, as one line; None if it is."""
        ...

    @property
    def since(self) -> datetime:
        """Since when this map is in force, or has this problem."""
        ...


class ReportedAccounts(Protocol):
    def state(self) -> dict[str, Any]: ...


class BotState:
    """Asks every part of the bot, and the database within 2 seconds. Nothing here raises.

    Example:
        await state.reasons()  # ["the gateway is connecting", "the database is slow: no answer within 2 s"]
    """

    def __init__(
        self,
        *,
        client: IgnisClient,
        commands: CommandSync,
        roles: RoleSync,
        repairs: Repairs,
        database: AnsweringDatabase,
        role_map: ReportedRoleMap,
        lag: LoopLag,
        circuits: Circuits,
        accounts: ReportedAccounts,
        background: Background,
        erasures: PendingErasures,
        backups: BackupSchedule,
        read_back: ReadBack,
        started_at: datetime,
    ) -> None:
        self._client = client
        self._commands = commands
        self._roles = roles
        self._repairs = repairs
        self._database = database
        self._role_map = role_map
        self._lag = lag
        self._circuits = circuits
        self._accounts = accounts
        self._background = background
        self._erasures = erasures
        self._backups = backups
        self._read_back = read_back
        self._started_at = started_at

    @property
    def loop_lag(self) -> float:
        return self._lag.worst

    async def reasons(self) -> list[str]:
        """Why the bot is not ready, one line each; empty if it is ready."""
        status, _, problem = await self._ask_database()
        return self._reasons(status, problem)

    def _reasons(self, status: str, problem: str | None) -> list[str]:
        """`status` and `problem` are the database's."""
        gateway = None if self._client.gateway is Gateway.READY else f"the gateway is {self._client.gateway}"
        database = None if status == "ok" else f"the database is {status}: {problem}"
        guild = self._client.served.problem
        commands = self._commands.problem if guild is None else None  # without a server there are no commands to sync
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
            "application_id": client.application_id,
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
            "accounts": self._accounts.state(),
            "cache": {"guilds": len(client.guilds), "members": len(guild.members) if guild else 0},
            "members": self._members(),
            "commands": self._command_state(),
            "database": {"status": status, "schema_version": schema_version, "problem": problem},
            "config": self._config(),
            "sync": self._roles.state(),
            "privacy": self._erasures.state(),
            "backups": self._backups.state(),
            "background": [view.to_json() for view in self._background.views()],
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

    def _members(self) -> dict[str, Any]:
        """`problem` is what Discord answered when the list was last asked for anew; None if that helped."""
        members = self._client.members
        count, since = members.count, members.since
        asked = next((record for record in self._repairs.last if record.name == RebuildCache.name), None)
        return {
            "served": count is not None,
            "known": count.known if count is not None else 0,
            "total": count.total if count is not None else 0,
            "whole": members.whole,
            "since": since.isoformat() if since is not None else None,
            "problem": asked.error if asked is not None else None,
            "read_back": self._read_back.state(),
        }

    def _command_state(self) -> dict[str, Any]:
        """`registered` is how many commands the server has once they are in sync; `hash` is of the bot's own."""
        compared = self._commands.compared
        return {
            "in_sync": self._commands.problem is None,
            "registered": compared.count if compared else 0,
            "hash": compared.tree if compared else "",
        }

    async def _ask_database(self) -> tuple[str, int | None, str | None]:
        """Its status, the version of its schema, and one line on what is wrong with it."""
        try:
            async with asyncio.timeout(_DATABASE_WITHIN):
                return "ok", await self._database.schema_version(), None
        except TimeoutError:
            return "slow", None, f"no answer within {_DATABASE_WITHIN:g} s"
        except StorageError as error:
            return "failing", None, str(error)


def to_json(record: RepairRecord) -> dict[str, Any]:
    return asdict(record) | {"at": record.at.isoformat()}
