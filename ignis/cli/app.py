"""The `ignis` command: one line here for each command. Each command has its own file."""

import os
import sys
from typing import NoReturn

import typer

from ignis.cli import down, logs, privacy, repair, restart, status, up
from ignis.cli.alerts import commands as alerts, maintenance
from ignis.cli.called import as_called
from ignis.cli.errors import CliError
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.stack.process import CONFIG, GIVE_UP
from probes.restarts.control import ProcessControlError

app = typer.Typer(
    help="Run and look after Ignis.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(up.up)
app.command()(status.status)
app.command()(restart.restart)
app.command()(logs.logs)
app.command()(repair.repair)
app.add_typer(alerts.app, name="alerts")
app.command()(maintenance.pause)
app.command()(maintenance.resume)
app.add_typer(privacy.app, name="privacy")
app.command()(down.down)


def main() -> NoReturn:
    """Runs a command. Whatever goes wrong is one line and an exit code, never a traceback."""
    os.umask(0o077)  # for supervisord, too: its own setting works only as a daemon
    try:
        app()
    except ConfigError as error:
        _end(str(error), CONFIG)
    except CliError as error:
        _end(str(error), error.code)
    except ProcessControlError as error:
        _end(str(error), GIVE_UP)
    except OSError as error:  # a folder where a file should be, a full disk: the message of the system says it best
        _end(f"{error.filename or 'ignis'}: {error.strerror or error}", GIVE_UP)
    sys.exit(0)


def _end(message: str, code: int) -> NoReturn:
    print(f"ignis: {as_called(message)}", file=sys.stderr)  # noqa: T201  this is the command line
    sys.exit(code)
