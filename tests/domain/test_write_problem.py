"""Discord's error code decides what a refused write means, and each meaning has its words."""

import pytest

from ignis.bot.texts import load_texts
from ignis.domain.write_problem import REMEDIES, Again, WriteProblem, problem_of


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [
        (403, 50013, WriteProblem.NO_PERMISSION),
        (403, 50001, WriteProblem.NO_ACCESS),
        (404, 10007, WriteProblem.MEMBER_GONE),
        (404, 10011, WriteProblem.ROLE_GONE),
        (404, 10004, WriteProblem.SERVER_GONE),
        (400, 50035, WriteProblem.ROLE_INVALID),
        (400, 50028, WriteProblem.ROLE_INVALID),
        (403, 60003, WriteProblem.TWO_FACTOR),
        (429, 0, WriteProblem.LIMITED),
        (403, 0, WriteProblem.NO_PERMISSION),
        (401, 0, WriteProblem.NO_ACCESS),
        (500, 0, WriteProblem.OUT_OF_ORDER),
        (503, 50013, WriteProblem.OUT_OF_ORDER),
        (400, 123456, WriteProblem.REFUSED),
    ],
)
def test_the_code_decides_and_else_the_status(status: int, code: int, problem: WriteProblem) -> None:
    assert problem_of(status, code, nickname=False) is problem


@pytest.mark.parametrize("code", [50035, 200000, 200001])
def test_a_form_that_is_refused_is_the_nicknames_fault_where_one_was_sent(code: int) -> None:
    assert problem_of(400, code, nickname=True) is WriteProblem.NAME_REFUSED


@pytest.mark.parametrize("problem", WriteProblem)
@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_every_problem_has_a_remedy_and_words(problem: WriteProblem, language: str) -> None:
    assert REMEDIES[problem].again in Again
    assert load_texts().entry(f"problems.{problem}", language)


def test_what_waits_for_a_change_is_remembered() -> None:
    assert all(remedy.remembered for remedy in REMEDIES.values() if remedy.again is Again.CHANGED)
