"""One outside service behind its circuit: what is tried again, what is counted, and what the circuit learns."""

import json
from collections.abc import Generator
from dataclasses import dataclass

import pytest

from ignis.adapters.linked_accounts.http_json import JsonAnswer, JsonRequest, RequestOutcome, SourceError
from ignis.adapters.linked_accounts.service import SOURCE_ERRORS, OutsideService, quiet_retries
from ignis.runtime.resilience.circuit import CallOutcome, CircuitOpen, CircuitState
from tests.support.fakes.asked_services import Asked, limiter
from tests.support.servers.canned_server import CannedServer
from tests.support.waiting import eventually


@dataclass(frozen=True)
class NameQuestion:
    request: JsonRequest

    def read(self, answer: JsonAnswer) -> str:
        return str(answer.body["name"])


@dataclass
class Refusing:
    """The share of a quota that is spent. A stand-in for QuotaShare."""

    taken: int = 0

    async def take(self) -> None:
        self.taken += 1
        raise SourceError("nothing left", RequestOutcome.SPENT)


@pytest.fixture(autouse=True)
def _quiet() -> Generator[None]:
    with quiet_retries():
        yield


@pytest.fixture
def question(server: CannedServer) -> NameQuestion:
    server.answers["GET /name"] = (200, json.dumps({"name": "TuShan"}))
    return NameQuestion(JsonRequest("Roblox", f"{server.url}/name"))


async def failure(service: OutsideService, question: NameQuestion) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await service.ask(question, limiter())
    return caught.value


async def test_an_answer_is_read_and_counted(asked: Asked, question: NameQuestion) -> None:
    assert await asked.service("roblox").ask(question, limiter()) == "TuShan"
    assert asked.outcomes == [("roblox", RequestOutcome.ANSWERED)]


async def test_a_passing_failure_is_tried_three_times_and_is_one_for_the_circuit(
    asked: Asked, server: CannedServer, question: NameQuestion
) -> None:
    server.answers["GET /name"] = (503, "")
    service = asked.service()
    assert str(await failure(service, question)) == "Roblox answered 503"
    assert [outcome for _, outcome in asked.outcomes] == [RequestOutcome.SERVER_ERROR] * 3
    assert service.circuit.failures == 1


async def test_too_many_requests_is_not_answered_with_more_of_them(
    asked: Asked, server: CannedServer, question: NameQuestion
) -> None:
    server.answers["GET /name"] = (429, "")
    service, one_limiter = asked.service(), limiter()
    for outcome in (RequestOutcome.RATE_LIMITED, RequestOutcome.HELD):
        with pytest.raises(SourceError) as caught:
            await service.ask(question, one_limiter)
        assert caught.value.outcome is outcome
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", ["{}", "[]", "5", "null"])
async def test_an_answer_without_what_was_asked_for_concerns_this_question_alone(
    asked: Asked, server: CannedServer, question: NameQuestion, body: str
) -> None:
    server.answers["GET /name"] = (200, body)
    service = asked.service("roblox", asked.quick_policy)
    error = await failure(service, question)
    assert (str(error), error.outcome) == ("Roblox answered 200 without what was asked for", RequestOutcome.UNUSABLE)
    assert (len(server.requests), service.circuit.state) == (1, CircuitState.CLOSED)


async def test_a_spent_quota_sends_nothing_and_says_nothing_of_the_service(
    asked: Asked, server: CannedServer, question: NameQuestion
) -> None:
    service, share = asked.service(), Refusing()
    with pytest.raises(SourceError, match="nothing left"):
        await service.ask(question, limiter(), share)  # type: ignore[arg-type]  # only `take` is used of it
    assert (share.taken, server.requests, asked.outcomes, service.circuit.failures) == (1, [], [], 0)


async def test_an_open_circuit_asks_nothing_and_closes_by_its_probe(
    asked: Asked, server: CannedServer, question: NameQuestion
) -> None:
    service = asked.service("roblox", asked.quick_policy)
    server.answers["GET /name"] = (500, "")
    await failure(service, question)
    with pytest.raises(CircuitOpen):
        await service.ask(question, limiter())
    server.answers["GET /name"] = (200, '{"name": "back"}')

    class Probe:
        async def probe(self) -> None:
            await service.once(question, limiter())

    service.probe_with(Probe())
    await eventually(lambda: service.circuit.state is CircuitState.CLOSED, "the circuit closed by its own probe")
    assert await service.ask(question, limiter()) == "back"
    service.circuit.close()


@pytest.mark.parametrize(
    ("outcome", "meaning"),
    [
        (RequestOutcome.SERVER_ERROR, CallOutcome.FAILURE),
        (RequestOutcome.TIMEOUT, CallOutcome.FAILURE),
        (RequestOutcome.UNREACHABLE, CallOutcome.FAILURE),
        (RequestOutcome.GARBAGE, CallOutcome.FAILURE),
        (RequestOutcome.RATE_LIMITED, CallOutcome.FAILURE),
        (RequestOutcome.REFUSED, CallOutcome.LIFE),
        (RequestOutcome.UNUSABLE, CallOutcome.LIFE),
        (RequestOutcome.NOT_FOUND, CallOutcome.LIFE),
        (RequestOutcome.HELD, CallOutcome.NOTHING),
        (RequestOutcome.SPENT, CallOutcome.NOTHING),
        (RequestOutcome.NOT_READY, CallOutcome.NOTHING),
    ],
)
def test_what_an_error_says_about_the_service(outcome: RequestOutcome, meaning: CallOutcome) -> None:
    verdict = SOURCE_ERRORS.verdict(SourceError("why", outcome, wait_s=3))
    assert (verdict.outcome, verdict.what) == (meaning, "why")
    assert SOURCE_ERRORS.verdict(KeyError("ours")).outcome is CallOutcome.NOTHING
