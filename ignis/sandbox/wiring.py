"""The sandbox as a program: its keys and port stay the same over restarts, so that bot and relay find it again."""

import base64
import secrets
from collections.abc import Generator, Mapping
from contextlib import AsyncExitStack, closing, contextmanager
from pathlib import Path

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.environ import environment
from ignis.runtime.base.errors import ConfigError
from ignis.runtime.base.home import Home
from ignis.runtime.base.stability import EventLoopHealth
from ignis.runtime.stack import endpoints, sandbox_info
from ignis.runtime.stack.http import serve
from ignis.runtime.stack.process import Process
from ignis.sandbox.app import Keys, build
from ignis.sandbox.bot_control.process import BotProcess
from ignis.sandbox.kept_commands import KeptCommands
from ignis.sandbox.traffic.traffic_file import SETTING, TrafficFile
from ignis.sandbox.traffic.witness import NoWitness, Witness
from ignis.sandbox.world import SEED
from probes.restarts.control import SupervisorControl

_KEY_BYTES = 24
_SUPERVISOR_TIMEOUT = 5.0


async def main(process: Process) -> None:
    keys = kept_keys(process.home)
    for secret in (keys.token, keys.webhook_token, keys.bloxlink, keys.roblox):
        process.redact.add(secret)
    ports = process.settings.ports
    async with AsyncExitStack() as stack:
        sandbox = build(
            SEED,
            keys,
            SystemClock(),
            process.log,
            preview_port=ports.preview,
            home=process.home,
            bot=BotProcess(process.home, SupervisorControl(process.home.supervisor_socket, _SUPERVISOR_TIMEOUT)),
            role_map=process.settings.bot.role_map,
            alert_language=process.settings.alerts.language,
            witness=stack.enter_context(_witness(environment())),
        )
        kept = KeptCommands(process.home)
        sandbox.simulation.restore_commands(kept.read())
        sandbox.simulation.keep_commands_in(kept)
        url = await stack.enter_async_context(serve(sandbox.app, port=ports.sandbox, what="sandbox"))
        stack.push_async_callback(sandbox.pages.close)
        await stack.enter_async_context(sandbox_info.keep_written(process.home, sandbox.info(url), process.log))
        addresses = {"sandbox": url, "ui": f"{url}/"}
        await stack.enter_async_context(endpoints.keep_published(process.home, addresses, process.log))
        process.health = EventLoopHealth()
        process.log.info("the sandbox is ready", url=url)
        await process.stopping.wait()


@contextmanager
def _witness(environ: Mapping[str, str]) -> Generator[Witness]:
    """Raises ConfigError for a file that cannot be written."""
    name = environ.get(SETTING, "").strip()
    if not name:
        yield NoWitness()
        return
    try:
        file = TrafficFile(Path(name))
    except OSError as error:
        raise ConfigError(f"{SETTING}: {name} cannot be written: {error.strerror}") from None
    with closing(file):
        yield file


def kept_keys(home: Home) -> Keys:
    """Those of this home's last sandbox, or new ones."""
    last = sandbox_info.read(home)
    if last is None or not last.token.get_secret_value().startswith(_bot_of_token(SEED.bot.id)):
        return new_keys()
    return Keys(
        token=last.token.get_secret_value(),
        webhook_token=last.alert_webhook.get_secret_value().rsplit("/", 1)[-1],
        bloxlink=last.bloxlink_api_key.get_secret_value(),
        roblox=last.roblox_api_key.get_secret_value(),
    )


def new_keys() -> Keys:
    return Keys(
        token=f"{_bot_of_token(SEED.bot.id)}.{secrets.token_urlsafe(5)[:6]}.{secrets.token_urlsafe(28)}",
        webhook_token=secrets.token_urlsafe(51),
        bloxlink=secrets.token_urlsafe(_KEY_BYTES),
        roblox=secrets.token_urlsafe(_KEY_BYTES),
    )


def _bot_of_token(bot_id: int) -> str:
    """The first part of a token, which hikari and others read: the bot's id, as text, in base64."""
    return base64.urlsafe_b64encode(str(bot_id).encode()).decode().rstrip("=")
