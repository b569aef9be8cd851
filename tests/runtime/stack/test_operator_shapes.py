"""Orders of operators: what may be ordered, and that both sides read what the other wrote."""

import pytest
from pydantic import ValidationError

from ignis.runtime.stack.operator_shapes import (
    LONGEST,
    OperatorAnswer,
    OperatorOutcome,
    Order,
    OrderedBy,
    PauseOrder,
    SilenceOrder,
)

BY = OrderedBy(name="Vulkan", discord_id=42)


def test_an_order_is_read_as_it_was_written() -> None:
    order = SilenceOrder(by=BY, for_s=60, subject="check:disk", why=" a new disk ")
    assert SilenceOrder.from_json(order.to_json()) == order
    assert order.why == "a new disk"
    answer = OperatorAnswer(outcome=OperatorOutcome.SILENCED, text="nothing is told")
    assert OperatorAnswer.from_json(answer.to_json()) == answer


def test_an_answer_of_another_version_is_none() -> None:
    assert OperatorAnswer.parse('{"outcome": "painted", "text": "x"}') is None
    assert OperatorAnswer.parse('{"outcome": "over", "text": "x", "more": 1}') is not None


@pytest.mark.parametrize("seconds", [0, -1, LONGEST + 1, float("nan"), float("inf")])
def test_every_silence_and_pause_has_an_end_in_sight(seconds: float) -> None:
    with pytest.raises(ValidationError):
        SilenceOrder(by=BY, for_s=seconds, subject="check:disk")
    with pytest.raises(ValidationError):
        PauseOrder(by=BY, for_s=seconds, why="an update")


def test_a_pause_needs_a_reason_and_other_orders_do_not() -> None:
    with pytest.raises(ValidationError, match="why: expected a reason of at least 3 characters"):
        PauseOrder(by=BY, for_s=60)
    assert Order(by=BY).why == ""
