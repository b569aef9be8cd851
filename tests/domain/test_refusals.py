"""A refusal is a code and what its sentence may name."""

import pytest

from ignis.domain.refusals import Refusal, Refused


def test_what_the_sentence_names_cannot_be_changed_on_its_way() -> None:
    refused = Refused(Refusal.LIST_NOT_WHOLE, known=1, total=42)
    assert (refused.code, dict(refused.params), str(refused)) == (
        Refusal.LIST_NOT_WHOLE,
        {"known": 1, "total": 42},
        "list_not_whole",
    )
    with pytest.raises(TypeError):
        refused.params["known"] = 42  # type: ignore[index]
