import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given, strategies as st
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

from ignis.runtime.telemetry.logs import set_up
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.tracing import SpanKind, Tracing, begin, span, traced
from tests.support.telemetry.traces import newest, recording, tree


async def test_steps_find_their_trace_through_tasks() -> None:
    @traced("service")
    async def service() -> None:
        with span("query one", SpanKind.CLIENT, **{"db.system.name": "sqlite"}):
            await asyncio.sleep(0)
        await asyncio.create_task(elsewhere())

    async def elsewhere() -> None:
        with span("ask somebody"):
            pass

    with recording() as (tracing, memory):
        with tracing.trace("command x", SpanKind.SERVER):
            await asyncio.ensure_future(service())
        trace = newest(memory)
    assert tree(trace) == {
        "command x": None,
        "service": "command x",
        "query one": "service",
        "ask somebody": "service",
    }
    query = next(step for step in trace["spans"] if step["name"] == "query one")
    assert (query["kind"], query["attributes"]) == ("client", {"db.system.name": "sqlite"})
    assert all(step["duration_s"] >= 0 for step in trace["spans"])


async def test_two_at_a_time_are_two_traces() -> None:
    async def work(tracing: Tracing, name: str) -> None:
        with tracing.trace(f"command {name}"):
            await asyncio.sleep(0)
            with span(f"query {name}"):
                await asyncio.sleep(0)

    with recording() as (tracing, memory):
        await asyncio.gather(*(work(tracing, name) for name in "abc"))
        traces = [memory.find(one["trace_id"]) for one in memory.summaries()]
    assert sorted(str(tree(trace)) for trace in traces if trace) == sorted(
        str({f"command {name}": None, f"query {name}": f"command {name}"}) for name in "abc"
    )


def test_a_failure_is_told_without_its_secrets_and_an_expected_one_is_none() -> None:
    redact = Redactor()
    redact.add("canary-of-the-token")

    async def fail() -> None:
        raise ValueError("GET /webhooks/1/canary-of-the-token failed\nand more")

    with recording(redact=redact) as (tracing, memory):
        with pytest.raises(ValueError, match="canary"), tracing.trace("command x"):
            asyncio.run(traced("bad", ())(fail)())
        with pytest.raises(ValueError, match="canary"), tracing.trace("command y"):
            asyncio.run(traced("refused", (ValueError,))(fail)())
        failed, refused = (memory.find(one["trace_id"]) for one in reversed(memory.summaries()))
    assert failed is not None
    assert refused is not None
    (step,) = [step for step in failed["spans"] if step["name"] == "bad"]
    assert step["status"] == "error"
    assert step["attributes"] == {"error.type": "ValueError"}
    assert step["problem"] == "GET /webhooks/1/[redacted] failed"
    assert [step["status"] for step in refused["spans"] if step["name"] == "refused"] == ["unset"]
    assert "canary" not in json.dumps([failed, refused])


def test_whoever_is_cut_off_has_not_failed() -> None:
    with recording() as (tracing, memory):
        with pytest.raises(asyncio.CancelledError), tracing.trace("command x"):
            raise asyncio.CancelledError
        assert newest(memory)["spans"][0]["status"] == "unset"


def test_nothing_is_recorded_outside_of_a_trace_or_of_one_that_is_not_sampled() -> None:
    with recording(sample=0) as (tracing, memory):
        with span("alone") as step:
            assert step is None
        with tracing.trace("command x"), span("below") as step:
            assert step is None
            assert begin("callback") is None
        assert not memory.summaries()


def test_a_share_is_recorded_whole() -> None:
    with recording(sample=0.5, keep=1000) as (tracing, memory):
        for _ in range(400):
            with tracing.trace("command x"), span("below"):
                pass
        found = memory.summaries()
    assert 100 < len(found) < 300  # 200 are expected, and ten standard deviations are 100
    assert {one["spans"] for one in found} == {2}


@given(st.integers(1, 2**128 - 1), st.floats(0, 1))
def test_the_same_traces_are_recorded_as_opentelemetry_would(trace_id: int, rate: float) -> None:
    ids = iter((trace_id, 1))
    with recording() as (_, memory):
        tracing = Tracing(memory, str, rate, lambda _bits: next(ids))
        ours = tracing.trace("command x").sampled
    theirs = TraceIdRatioBased(rate).should_sample(None, trace_id, "command x").decision.is_sampled()
    assert ours is theirs


@pytest.mark.parametrize("bit", [0, 1])
def test_ids_are_never_zero_and_never_twice(bit: int) -> None:
    with recording() as (_, memory):
        tracing = Tracing(memory, str, 1, lambda bits: (2**bits - 1) * bit)
        with tracing.trace("command x"):
            for _ in range(5):
                with span("query q"):
                    pass
        trace = newest(memory)
    ids = {int(step["span_id"], 16) for step in trace["spans"]}
    assert int(trace["trace_id"], 16) != 0
    assert len(ids) == 6
    assert all(0 < each < 2**64 for each in ids)


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize("sample", [0.0, 1.0])
def test_every_line_of_a_trace_names_it(sample: float) -> None:
    stream = io.StringIO()
    log = set_up("test", "info", Redactor(), stream)
    with recording(sample=sample) as (tracing, memory):
        log.info("before")
        with tracing.trace("command x"):
            log.info("in the command")
            with span("query q"):
                logging.getLogger("a.library").warning("in the query")
        traces = memory.summaries()
    before, command, query = map(json.loads, stream.getvalue().splitlines())
    assert "trace_id" not in before
    assert command["trace_id"] == query["trace_id"]
    assert (len(command["trace_id"]), len(command["span_id"])) == (32, 16)
    assert (command["span_id"] != query["span_id"]) is bool(sample)
    assert [one["trace_id"] for one in traces] == ([command["trace_id"]] if sample else [])
