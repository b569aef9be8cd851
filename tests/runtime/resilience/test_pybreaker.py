"""Why pybreaker is fed by a wrapper: each of its traps for coroutines, as it is (docs/circuits.md)."""

import asyncio

import pybreaker
import pytest


class _DownError(Exception):
    pass


async def _fails() -> None:
    await asyncio.sleep(0)
    raise _DownError


async def _never() -> None:
    await asyncio.Event().wait()


def _open() -> pybreaker.CircuitBreaker:
    """A breaker whose cooldown is over at once."""
    breaker = pybreaker.CircuitBreaker(fail_max=1, reset_timeout=0, throw_new_error_on_trip=False)
    with pytest.raises(_DownError):
        breaker.call(_raise)
    assert breaker.current_state == "open"
    return breaker


def _raise() -> None:
    raise _DownError


async def test_call_and_decorator_count_no_failure_of_a_coroutine() -> None:
    breaker = pybreaker.CircuitBreaker(fail_max=1)
    decorated = breaker(_fails)
    for _ in range(3):
        with pytest.raises(_DownError):
            await breaker.call(_fails)
        with pytest.raises(_DownError):
            await decorated()
    assert (breaker.fail_counter, breaker.current_state) == (0, "closed")


async def test_call_async_needs_tornado() -> None:
    with pytest.raises(NameError):
        await pybreaker.CircuitBreaker().call_async(_fails)  # type: ignore[no-untyped-call]  # it has no types


async def test_calling_lets_everybody_through_while_half_open() -> None:
    breaker, inside, go = _open(), 0, asyncio.Event()

    async def call() -> None:
        nonlocal inside
        with breaker.calling():
            inside += 1
            await go.wait()

    callers = [asyncio.create_task(call()) for _ in range(50)]
    await asyncio.sleep(0)
    assert inside == 50
    go.set()
    await asyncio.gather(*callers)


@pytest.mark.parametrize(("excluded", "failures", "state"), [(False, 1, "open"), (True, 0, "closed")])
async def test_a_cancellation_is_a_failure_or_a_success(excluded: bool, failures: int, state: str) -> None:  # noqa: FBT001  a case
    exclude = [asyncio.CancelledError] if excluded else []
    breaker = pybreaker.CircuitBreaker(fail_max=1, exclude=exclude, throw_new_error_on_trip=False)
    if excluded:
        breaker.half_open()

    async def call() -> None:
        with breaker.calling():
            await _never()

    task = asyncio.create_task(call())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (breaker.fail_counter, breaker.current_state) == (failures, state)


def test_a_listener_runs_before_the_state_is_stored_and_can_prevent_it() -> None:
    class Listener(pybreaker.CircuitBreakerListener):
        seen = ""

        def state_change(self, cb: pybreaker.CircuitBreaker, *_: object) -> None:
            self.seen = cb.current_state
            raise RuntimeError("a broken listener")

    listener = Listener()
    breaker = pybreaker.CircuitBreaker(fail_max=1, listeners=[listener])
    with pytest.raises(RuntimeError):
        breaker.call(_raise)
    assert (listener.seen, breaker.current_state) == ("closed", "closed")


async def test_nothing_tests_an_open_circuit_until_somebody_calls() -> None:
    breaker = _open()
    await asyncio.sleep(0.01)
    assert breaker.current_state == "open"


def test_an_excluded_error_forgets_the_failures() -> None:
    breaker = pybreaker.CircuitBreaker(fail_max=3, exclude=[LookupError])
    for _ in range(2):
        with pytest.raises(_DownError):
            breaker.call(_raise)
    with pytest.raises(KeyError):
        breaker.call({}.__getitem__, "none")
    assert breaker.fail_counter == 0
