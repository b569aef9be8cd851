"""Background work of a program, killed by an error that no part of it knows."""

import asyncio
from asyncio.taskgroups import TaskGroup
from typing import Any

from ignis.runtime.resilience.background import Background, BackgroundView
from tests.support.waiting import eventually


class InjectedError(Exception):
    """No part of any program knows it."""


def broken_where_it_waits(task: "asyncio.Task[None]") -> bool:
    """Raises an InjectedError in `task`, out of what it waits for. False if it waits for nothing at the moment."""
    parts = _parts_of(task)
    if parts:
        return broken_where_it_waits(parts[0])
    waits_for = task._fut_waiter  # type: ignore[attr-defined]  # asyncio has no public name for it
    if isinstance(waits_for, asyncio.Task):
        return broken_where_it_waits(waits_for)
    if waits_for is None or waits_for.done():
        return False
    waits_for.set_exception(InjectedError("injected"))
    return True


def _parts_of(task: "asyncio.Task[None]") -> "list[asyncio.Task[None]]":
    """The tasks of the TaskGroup that `task` waits for: an error in its own wait would leave them running."""
    waiting: Any = task.get_coro()
    while waiting is not None:
        frame = getattr(waiting, "cr_frame", None)
        if frame is not None and isinstance(group := frame.f_locals.get("self"), TaskGroup):
            return [part for part in group._tasks if not part.done()]
        waiting = getattr(waiting, "cr_await", None)
    return []


def view(background: Background, name: str) -> BackgroundView:
    (found,) = [each for each in background.views() if each.name == name]
    return found


async def killed(background: Background, name: str) -> None:
    """More than one error may be needed: one that hits the work while it is at a member is that member's alone."""

    def failed() -> bool:
        task = background.tasks()[name]
        if not view(background, name).failures and task is not None:
            broken_where_it_waits(task)
        return view(background, name).failures > 0

    await eventually(failed, f"{name} failed")


async def at_work_again(background: Background, name: str) -> None:
    """After it was killed: it is started again, and until it has worked for a while the failure is told."""
    await eventually(lambda: background.tasks()[name], f"{name} is at work again")
    found = view(background, name)
    assert (found.failures, found.failing) == (1, True)
    assert found.last_error is not None
    assert "InjectedError: injected" in found.last_error or "ExceptionGroup" in found.last_error


def root_of(cause: BaseException) -> BaseException:
    """The error inside groups of one."""
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    return cause
