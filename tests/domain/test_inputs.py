import unicodedata

import pytest
from hypothesis import given, strategies as st

from ignis.domain import inputs
from ignis.domain.refusals import Refusal, Refused


def refusal_of(text: str) -> Refusal | None:
    try:
        inputs.reason(text)
    except Refused as refused:
        return refused.code
    return None


@given(st.integers())
def test_amounts_run_from_1_to_10_000(number: int) -> None:
    if 1 <= number <= 10_000:
        assert inputs.amount(number) == number
    else:
        with pytest.raises(Refused) as caught:
            inputs.amount(number)
        assert caught.value.code is Refusal.AMOUNT_OUT_OF_RANGE
        assert caught.value.params == {"lowest": 1, "highest": 10_000}


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("abc", None),
        ("  abc\t", None),
        ("a b", None),
        ("x" * 200, None),
        (f" {'x' * 200} ", None),
        ("👨‍👩‍👧 day", None),
        ("دورية", None),
        ("", Refusal.REASON_TOO_SHORT),
        ("  a  ", Refusal.REASON_TOO_SHORT),
        ("\u200b\u2060 \u200b\u200b", Refusal.REASON_TOO_SHORT),
        ("x" * 201, Refusal.REASON_TOO_LONG),
        ("two\nlines", Refusal.REASON_NOT_PRINTABLE),
        ("two\u2028lines", Refusal.REASON_NOT_PRINTABLE),
        ("bell\x07", Refusal.REASON_NOT_PRINTABLE),
        ("half \ud83d of a pair", Refusal.REASON_NOT_PRINTABLE),
        ("turned \u202e round", Refusal.REASON_NOT_PRINTABLE),
    ],
)
def test_reasons(text: str, refusal: Refusal | None) -> None:
    assert refusal_of(text) is refusal


@given(st.text())
def test_a_kept_reason_is_trimmed_short_and_fits_any_file(text: str) -> None:
    try:
        kept = inputs.reason(text)
    except Refused:
        return
    assert 3 <= len(kept) <= 200
    assert kept == kept.strip() == inputs.reason(kept)
    assert kept in text
    assert not any(unicodedata.category(character) == "Cc" for character in kept)
    kept.encode()


def test_a_refusal_says_what_its_sentence_may_name_and_cannot_be_changed() -> None:
    refused = Refused(Refusal.NOT_A_RANK, rank="Emperor")
    assert (str(refused), dict(refused.params)) == ("not_a_rank", {"rank": "Emperor"})
    with pytest.raises(TypeError):
        refused.params["rank"] = "Primarch"  # type: ignore[index]  # that it cannot is the point
