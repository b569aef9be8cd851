import unicodedata
from typing import Any

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
        inputs.check_amount(number)
    else:
        with pytest.raises(Refused) as caught:
            inputs.check_amount(number)
        assert caught.value.code is Refusal.AMOUNT_OUT_OF_RANGE
        assert caught.value.params == {"lowest": 1, "highest": 10_000}


@pytest.mark.parametrize("number", [1.5, 1.0, True, "1", None])
def test_only_whole_numbers_are_amounts(number: Any) -> None:
    with pytest.raises(Refused) as caught:
        inputs.check_amount(number)
    assert caught.value.code is Refusal.AMOUNT_OUT_OF_RANGE


# One for each of the ways in which Unicode writes nothing.
NOTHING = (
    " \t\u00a0\u2003\u3000\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200d\u200e\u2060\u2064\u2065\u206a\u2800"
    "\u3164\ufe00\ufe0f\ufeff\uffa0\U0001d159\U000e0001\U000e0041\U000e007f\U000e0100\u0301\u20dd"
)


@pytest.mark.parametrize("character", NOTHING, ids=ascii)
def test_what_shows_nothing_is_no_reason(character: str) -> None:
    assert refusal_of(character * 3) is Refusal.REASON_TOO_SHORT
    assert refusal_of(f"a{character * 9}b") is Refusal.REASON_TOO_SHORT or character == "\t"


@given(*[st.text(NOTHING.replace("\t", ""), max_size=90)] * 2)
def test_what_shows_nothing_counts_for_nothing_and_is_kept(one: str, other: str) -> None:
    assert refusal_of(f"a{one}{other}b") is Refusal.REASON_TOO_SHORT
    assert inputs.reason(f"a{one}b{other}c") == f"a{one}b{other}c"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("abc", None),
        ("  abc\t", None),
        ("a b", Refusal.REASON_TOO_SHORT),
        ("a bc", None),
        ("功績大", None),
        ("⚔️🔥🛡️", None),
        ("e\u0301e\u0301", Refusal.REASON_TOO_SHORT),
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
