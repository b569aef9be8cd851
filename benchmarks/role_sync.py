"""What the role sync costs beyond discord.py itself (`make bench-sync`).

The floor is an unmodified discord.py client that takes in the same gateway messages and does nothing with them; Ignis
is the bot's own client with the whole sync behind it, over a real database. Both are given the same compressed frames,
at the point where discord.py's websocket has read one (DiscordWebSocket.received_message); the socket itself, which
would only make the floor higher and the ratio kinder, is left out. Each run is a process of its own, the sides take
turns, and what counts is processor time, all threads together.

- reconcile: every member of a large server arrives in chunks, as after a new session; Ignis then goes through all of
  them against the database. All fit, so nothing may be asked or written.
- burst: the roles of half as many members change as there are updates, each followed by a nickname that fits, as
  Bloxlink does it: a rank adopted for each in the database with its line in the audit, and nothing asked of Discord.
  With each update comes its entry of the server's audit log, as from Discord; `--no-audited` leaves these out.
"""

# ruff: noqa: SLF001, ASYNC110, S608  it measures discord.py from within, polls, and fills a database of its own

import argparse
import asyncio
import gc
import json
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import discord
import psutil
import structlog
from discord.gateway import DiscordWebSocket
from discord.state import ChunkRequest
from discord.user import ClientUser
from prometheus_client import CollectorRegistry

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.database.observer import UNOBSERVED, DatabaseObserver
from ignis.adapters.linked_accounts.accounts import AccountLifetimes, LinkedAccounts
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.stores.account_memory import AccountMemory
from ignis.bot.gateway.client import CommandSet, IgnisClient
from ignis.bot.gateway.served_guild import ServedGuild
from ignis.bot.metrics import BotMetrics
from ignis.bot.names.guild_names import GuildNames, NamesInSettings
from ignis.bot.replies.access import Access
from ignis.bot.replies.command_guard import CommandGuard
from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.reply import Replies
from ignis.bot.texts import load_texts
from ignis.bot.wiring.role_sync import build_role_sync
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import CircuitSettings, SyncSettings, project_root
from ignis.runtime.resilience.circuit import CircuitConfig
from ignis.runtime.resilience.circuits import Circuits
from ignis.runtime.telemetry.tracing import Tracing
from tests.support.fakes.dice import FixedRoll
from tests.support.fakes.memory_pins import MemoryPins

_GUILD, _OWNER, _BOT = 10**17, 10**17 + 1, 10**17 + 2
_FIRST_MEMBER, _FIRST_ROLE = 2 * 10**17, 3 * 10**17
_CHUNK: Final = 1000
_GOAL_CPU, _GOAL_BYTES = 2.0, 1024
_RANKS: Final = (("Legionary", "Ashborn Legionary", "6"), ("Legion Elite", "Flamehardened Veteran", "6"))
_NOW: Final = "2026-01-01T12:00:00+00:00"


@dataclass
class Meter:
    """Processor time of this process, in seconds, while it runs."""

    seconds: float = 0.0
    _begun: float = field(default=0.0, repr=False)

    def __enter__(self) -> None:
        self._begun = time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.process_time() - self._begun


# the world ------------------------------------------------------------------------------------------------------------


def guild(roles: list[str], members: int) -> dict[str, Any]:
    names = [*roles, "Ignis"]
    made = [{"id": str(_GUILD), "name": "@everyone", "position": 0, "permissions": "0"}]
    made += [
        {"id": str(_FIRST_ROLE + place), "name": name, "position": place, "permissions": str(1 << 28 | 1 << 27)}
        for place, name in enumerate(names, 1)
    ]
    common = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
    return {
        "id": str(_GUILD), "name": "Age of Warfare", "owner_id": str(_OWNER), "member_count": members + 1,
        "roles": [common | role for role in made], "channels": [], "members": [], "emojis": [], "stickers": [],
        "threads": [], "stage_instances": [], "voice_states": [], "features": [], "verification_level": 0,
        "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0,
        "premium_tier": 0, "preferred_locale": "pt-BR", "system_channel_flags": 0, "large": True, "unavailable": False,
        "afk_timeout": 300, "premium_progress_bar_enabled": False, "guild_scheduled_events": [],
    }  # fmt: skip


def user(user_id: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    return {
        "id": str(user_id), "username": name.lower(), "global_name": name, "avatar": None, "discriminator": "0",
        "public_flags": 0, "bot": bot,
    }  # fmt: skip


def member(number: int, role: int, nick: str | None) -> dict[str, Any]:
    """`role` is the place in `_RANKS`; four other roles are held besides."""
    held = [role_id(name) for name in (_RANKS[role][0], "Recruiter", "Medal of Taras", "Seal of Hesiod", "Visitor")]
    return {
        "user": user(_FIRST_MEMBER + number, name_of(number)), "nick": nick, "avatar": None,
        "roles": [str(each) for each in held], "joined_at": "2021-02-01T19:04:00.000000+00:00", "deaf": False,
        "mute": False, "flags": 0, "premium_since": None, "pending": False, "communication_disabled_until": None,
    }  # fmt: skip


def name_of(number: int) -> str:
    return f"Brother_{number}"


def nickname(number: int, role: int) -> str:
    return f"{_RANKS[role][2]}. {_RANKS[role][0]} {name_of(number)}"


_ROLES: Final = [
    "Visitor", "Recruiter", "Medal of Taras", "Seal of Hesiod",
    *json.loads((project_root() / "config" / "roles_ranks.json").read_text(encoding="utf-8"))["role_priority"],
]  # fmt: skip


def role_id(name: str) -> int:
    return _FIRST_ROLE + _ROLES.index(name) + 1


def chunks(members: int, nonce: str) -> Iterator[str]:
    count = -(-members // _CHUNK)
    for index in range(count):
        numbers = range(index * _CHUNK, min((index + 1) * _CHUNK, members))
        held = [member(number, 0, nickname(number, 0)) for number in numbers]
        data = {"guild_id": str(_GUILD), "members": held, "chunk_index": index, "chunk_count": count, "nonce": nonce}
        yield json.dumps({"t": "GUILD_MEMBERS_CHUNK", "s": index, "op": 0, "d": data})


def burst(updates: int, *, audited: bool) -> Iterator[str]:
    """First all the new roles, then all the new nicknames, as a mass update by Bloxlink looks from the gateway.

    `audited`: each with its entry of the audit log, which the gateway sends to clients that may see it.
    """
    for step in (0, 1):
        for number in range(updates // 2):
            changed = {"guild_id": str(_GUILD)} | member(number, 1, nickname(number, step))
            yield json.dumps({"t": "GUILD_MEMBER_UPDATE", "s": 1, "op": 0, "d": changed})
            if audited:
                yield json.dumps({"t": "GUILD_AUDIT_LOG_ENTRY_CREATE", "s": 1, "op": 0, "d": entry(number, step)})


def entry(number: int, step: int) -> dict[str, Any]:
    old, new = ({"id": str(role_id(name)), "name": name} for name, _, _ in _RANKS)
    roles = [{"key": "$add", "new_value": [new]}, {"key": "$remove", "new_value": [old]}]
    nick = [{"key": "nick", "old_value": nickname(number, 0), "new_value": nickname(number, 1)}]
    return {
        "guild_id": str(_GUILD), "id": str(4 * 10**17 + number), "user_id": "426537812993638401",
        "target_id": str(_FIRST_MEMBER + number), "action_type": 24 if step else 25, "changes": nick if step else roles,
    }  # fmt: skip


# the two sides --------------------------------------------------------------------------------------------------------


def enter(client: discord.Client, members: int) -> str:
    """Makes `client` one that has logged in and seen its server; the nonce of the chunks it waits for."""
    state: Any = client._connection
    state.user = ClientUser(state=state, data=user(_BOT, "Ignis", bot=True))  # type: ignore[arg-type]
    made = state._add_guild_from_data(guild(_ROLES, members))
    own = member(0, 0, None) | {"user": user(_BOT, "Ignis", bot=True), "roles": [str(role_id(_ROLES[-1]) + 1)]}
    made._add_member(discord.Member(data=own, guild=made, state=state))  # type: ignore[arg-type]
    request = ChunkRequest(_GUILD, 0, asyncio.get_running_loop(), state._get_guild, cache=True)
    state._chunk_requests[request.nonce] = request
    return str(request.nonce)


class Wire:
    """The gateway's messages as frames of one zlib stream, taken in by discord.py's own websocket."""

    def __init__(self, client: discord.Client) -> None:
        unused: Any = None
        self._socket: Any = DiscordWebSocket(unused, loop=asyncio.get_running_loop())
        self._socket._dispatch = client.dispatch
        self._socket._discord_parsers = client._connection.parsers
        self._socket.shard_id = None
        self._deflate = zlib.compressobj()

    def frame(self, text: str) -> bytes:
        return self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)

    async def feed(self, frame: bytes) -> None:
        await self._socket.received_message(frame)


async def floor(members: int, updates: int, *, audited: bool) -> dict[str, float]:
    intents = discord.Intents(guilds=True, members=True, moderation=True)
    client = discord.Client(intents=intents, max_messages=None)
    nonce = enter(client, members)
    before = held()
    reconcile = Meter()
    wire = Wire(client)
    for text in chunks(members, nonce):
        frame = wire.frame(text)
        with reconcile:
            await wire.feed(frame)
    grown = held() - before
    frames, seconds = [wire.frame(text) for text in burst(updates, audited=audited)], Meter()
    with seconds:
        for frame in frames:
            await wire.feed(frame)
    await client.close()
    return {"reconcile": reconcile.seconds, "burst": seconds.seconds, "grown": grown, "wall": 0.0}


@dataclass
class Watched:
    """The observers of the sync. There are none here, so that the sync alone is measured."""

    log: Any = field(
        default_factory=lambda: structlog.wrap_logger(
            structlog.ReturnLogger(), wrapper_class=structlog.make_filtering_bound_logger(30)
        )
    )
    tracing: Tracing = field(default_factory=Tracing.off)
    observer: DatabaseObserver = UNOBSERVED


async def ignis(members: int, updates: int, *, audited: bool, by: Watched | None = None) -> dict[str, float]:
    by = by or Watched()
    log = by.log
    with TemporaryDirectory() as folder:
        # in a process of its own: what that needs is no memory of the sync's
        filling = [sys.executable, str(Path(__file__)), "--side", "fill", "--members", str(members), "--folder", folder]
        await asyncio.to_thread(subprocess.run, filling, check=True)
        config = Path(folder) / "roles_ranks.json"
        shutil.copy(project_root() / "config" / "roles_ranks.json", config)
        role_map = RoleMapFile.open(config, Path(folder) / "versions", SystemClock(), log)
        client = IgnisClient(log, SystemClock())
        names = GuildNames(role_map, NamesInSettings(), MemoryPins(), SystemClock(), log)
        access = Access(names, role_map, client)
        replies = Replies(load_texts(), log, BotMetrics(CollectorRegistry()), ErrorCodes(SystemRandom()), SystemClock())
        client.equip(CommandSet(CommandGuard(access, replies)))
        client.on_discord = False
        circuits = Circuits(CircuitConfig(CircuitSettings(), SystemClock(), FixedRoll(), log), CollectorRegistry(), {})
        async with open_database(Path(folder) / "ignis.db", busy_timeout=5, observer=by.observer) as database:
            accounts: Any = Remembering(database)
            sync = build_role_sync(
                client=client, role_map=role_map, database=database, accounts=Open(accounts),
                circuit=circuits.circuit("discord_rest"), settings=SyncSettings(quiet=0.5), clock=SystemClock(),
                registry=CollectorRegistry(), tracing=by.tracing, log=log, pins=names,
            )  # fmt: skip
            nonce = enter(client, members)
            client.served = ServedGuild(_GUILD)
            running = asyncio.create_task(sync.run())
            await asyncio.sleep(0)
            wire, before, reconcile = Wire(client), held(), Meter()
            for text in chunks(members, nonce):
                frame = wire.frame(text)
                with reconcile:
                    await wire.feed(frame)
            with reconcile:
                await sync.arrive(client.get_guild(_GUILD))  # type: ignore[arg-type]  # it is there
                await until_idle(sync)
            grown = held() - before
            assert sync.last_round is not None
            assert (sync.last_round.members, sync.last_round.queued, sync.last_round.adopted) == (members, 0, 0)
            took = sync.last_round.took_s
            frames, seconds = [wire.frame(text) for text in burst(updates, audited=audited)], Meter()
            with seconds:
                for frame in frames:
                    await wire.feed(frame)
                await until_idle(sync)
            changed = await database.fetch("bench", "SELECT count(*) FROM audit WHERE action = 'synced'")
            assert changed[0][0] == updates // 2, changed
            assert sync.writer.queue.failing == 0
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        circuits.close()
        await client.close()
    return {"reconcile": reconcile.seconds, "burst": seconds.seconds, "grown": grown, "wall": took}


async def until_idle(sync: Any) -> None:
    while not sync.idle:
        await asyncio.sleep(0.1)


@dataclass
class Open:
    """An AccountsSource."""

    now: LinkedAccounts


class Remembering(LinkedAccounts):
    """The accounts of production. None of them is asked here."""

    def __init__(self, database: Database) -> None:
        unasked: Any = None
        self._memory = AccountMemory(database)
        self._unasked = unasked
        self._clock = SystemClock()
        self._lifetimes = AccountLifetimes()

    def _is_fresh(self, known: Any, freshness: Any) -> bool:
        del freshness
        return known is not None


async def fill(folder: str, members: int) -> None:
    async with open_database(Path(folder) / "ignis.db", busy_timeout=5) as database:
        await _fill(database, members)


async def _fill(database: Database, members: int) -> None:
    rank, path = _RANKS[0][1], "legionary"
    rows = [(_FIRST_MEMBER + number, rank, path, rank) for number in range(members)]
    asked = SystemClock().now().isoformat()  # nobody has to be asked for anew
    names = [(_FIRST_MEMBER + number, 10**9 + number, name_of(number), asked) for number in range(members)]
    for first in range(0, members, 10_000):
        async with database.transaction("bench") as connection:
            await connection.executemany(
                "INSERT INTO members (user_id, rank, path, role_rank, created_at, updated_at) "
                f"VALUES (?, ?, ?, ?, '{_NOW}', '{_NOW}')",
                rows[first : first + 10_000],
            )
            await connection.executemany(
                "INSERT INTO accounts (user_id, roblox_id, name, asked_at) VALUES (?, ?, ?, ?)",
                names[first : first + 10_000],
            )


def held() -> float:
    """The memory that this process holds, in bytes, once what is unused has been given up."""
    gc.collect()
    return float(psutil.Process().memory_info().rss)


# the comparison -------------------------------------------------------------------------------------------------------


def main() -> None:
    arguments = _arguments()
    if arguments.side == "fill":
        asyncio.run(fill(arguments.folder, arguments.members))
        return
    if arguments.side:
        run = floor if arguments.side == "floor" else ignis
        print(json.dumps(asyncio.run(run(arguments.members, arguments.updates, audited=arguments.audited))))
        return
    taken: dict[str, list[dict[str, float]]] = {"floor": [], "ignis": []}
    for number in range(arguments.rounds):
        for side in ("floor", "ignis") if number % 2 == 0 else ("ignis", "floor"):
            taken[side].append(_child(side, arguments))
    _report(taken, arguments)


def _child(side: str, arguments: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, "--side", side]
    command += ["--members", str(arguments.members), "--updates", str(arguments.updates)]
    command += ["--audited" if arguments.audited else "--no-audited"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        sys.exit(f"{side} failed:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _report(taken: dict[str, list[dict[str, float]]], arguments: argparse.Namespace) -> None:
    for what, count in (("reconcile", arguments.members), ("burst", arguments.updates)):
        seconds = {side: [run[what] for run in runs] for side, runs in taken.items()}
        least, ours = median(seconds["floor"]), median(seconds["ignis"])
        ratios = [one / other for one, other in zip(seconds["ignis"], seconds["floor"], strict=True)]
        print(
            f"{what:<10} {count:>7,} of them  floor {least:6.3f} s ({count / least:>9,.0f}/s)  Ignis {ours:6.3f} s "
            f"({count / ours:>9,.0f}/s)  {median(ratios):.2f} times (goal: {_GOAL_CPU:g}; "
            f"{min(ratios):.2f} to {max(ratios):.2f})"
        )
    grown = {side: median(run["grown"] for run in runs) / arguments.members for side, runs in taken.items()}
    print(
        f"memory     discord.py {grown['floor']:,.0f} bytes a member  Ignis {grown['ignis'] - grown['floor']:+,.0f} "
        f"bytes beyond (goal: less than {_GOAL_BYTES:,})"
    )
    print(f"going through everybody took {median(run['wall'] for run in taken['ignis']):.2f} s by the clock")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--audited", action=argparse.BooleanOptionalAction, default=True, help="send the audit log's entries as well"
    )
    parser.add_argument("--side", choices=("floor", "ignis", "fill"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
