"""`ignis pause FOR --why TEXT` and `ignis resume`: maintenance, in which nothing is told."""

from typing import Annotated

import typer

from ignis.cli.alerts.orders import give, seconds
from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import HomeOption, Stack, stack_at
from ignis.runtime.stack.operator_shapes import SHORTEST_WHY

SpanArgument = Annotated[
    str, typer.Argument(help="How long, such as 10m, 1h30m, 2d; 7d at most.", metavar="FOR", show_default=False)
]


def pause(
    span: SpanArgument = "",
    home: HomeOption = None,
    why: Annotated[str, typer.Option("--why", help="What you do; it is shown to everybody who wonders.")] = "",
) -> None:
    """Begin maintenance: nothing is told until it is over, then what is still wrong."""
    if not span:
        raise CliError("how long? Such as `ignis pause 10m --why 'a new disk'`; it ends by itself", USAGE)
    for_s = seconds(span)
    if 0 < len(why.strip()) < SHORTEST_WHY:
        raise CliError(f"--why: at least {SHORTEST_WHY} characters; the others see it", USAGE)
    if not why.strip():
        raise CliError(f"say why: `ignis pause {span} --why 'a new disk'`; the others see it", USAGE)
    print(give(_running(home), "POST", "/pause", for_s=for_s, why=why).text)  # noqa: T201  this is the command line


def resume(home: HomeOption = None) -> None:
    """End maintenance before its time."""
    print(give(_running(home), "DELETE", "/pause").text)  # noqa: T201  this is the command line


def _running(home: HomeOption) -> Stack:
    stack = stack_at(home)
    stack.demand("relay")
    return stack
