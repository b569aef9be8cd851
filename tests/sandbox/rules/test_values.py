"""Addresses, points in time, ids, permission sets, pictures, yes and no."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.values import (
    WEB_OR_DISCORD,
    WEB_OR_UPLOAD,
    address,
    bit_set,
    image,
    is_snowflake,
    parsed_time,
    point_in_time,
    snowflakes,
    yes_or_no,
)


def codes(url: object, schemes: tuple[str, ...] = ("http", "https")) -> list[str]:
    return [problem.code for problem in address({"url": url}, "url", (), schemes=schemes)]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://example.org",
        "HTTP://Example.ORG/a?b=c&d#e",
        "https://user:secret@example.org:8443/",
        "http://127.0.0.1:8470/x",
        "http://[::1]:8470/",
        "https://\u00fcber.example/",
        "https://xn--ber-goa.example/",
        "https://under_score.example.org/%20",
    ],
)
def test_a_good_address(url: object) -> None:
    assert codes(url) == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "URL_TYPE_INVALID_SCHEME"),
        ("example.org", "URL_TYPE_INVALID_SCHEME"),
        ("attachment://a.png", "URL_TYPE_INVALID_SCHEME"),
        ("javascript:alert(1)", "URL_TYPE_INVALID_SCHEME"),
        ("https:example.org", "URL_TYPE_INVALID_URL"),
        ("https://", "URL_TYPE_INVALID_URL"),
        ("https://a b.org", "URL_TYPE_INVALID_URL"),
        ("https://localhost/", "URL_TYPE_INVALID_URL"),
        ("https://-.org/", "URL_TYPE_INVALID_URL"),
        ("https://example.org:99999/", "URL_TYPE_INVALID_URL"),
        ("https://[::1/", "URL_TYPE_INVALID_URL"),
        (["https://example.org"], "STRING_TYPE_CONVERT"),
        ("https://example.org/" + "x" * 2048, "BASE_TYPE_MAX_LENGTH"),
    ],
)
def test_a_bad_address(url: object, code: str) -> None:
    assert codes(url) == [code]


def test_some_fields_take_uploads_and_some_take_discords_own_links() -> None:
    assert codes("attachment://a.png", WEB_OR_UPLOAD) == []
    assert codes("attachment://", WEB_OR_UPLOAD) == ["URL_TYPE_INVALID_URL"]
    assert codes("discord://-/channels/@me", WEB_OR_DISCORD) == []
    assert codes("discord:", WEB_OR_DISCORD) == ["URL_TYPE_INVALID_URL"]


@given(st.text(max_size=40))
def test_whatever_is_no_address_gets_an_answer_not_an_exception(text: str) -> None:
    codes(text)
    codes(f"https://{text}")


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_iso_time_is_read_back(moment: datetime) -> None:
    assert parsed_time(moment.isoformat()) == moment
    assert list(point_in_time({"at": moment.isoformat()}, "at", ())) == []


@pytest.mark.parametrize("wrong", ["", "soon", "2027-02-29T00:00:00Z", 5, True, "12:00"])
def test_no_time(wrong: object) -> None:
    assert parsed_time(wrong) is None
    assert [problem.code for problem in point_in_time({"at": wrong}, "at", ())] == ["DATE_TIME_TYPE_PARSE"]


def test_a_time_without_a_zone_is_utc() -> None:
    told = parsed_time("2026-06-01T12:00:00")
    assert told is not None
    assert told.utcoffset() == timedelta(0)


@given(st.integers(-10, 2**64))
def test_a_snowflake_is_from_0_to_2_to_the_63(number: int) -> None:
    assert is_snowflake(number) == is_snowflake(str(number)) == (0 <= number < 2**63)


def test_each_id_of_a_list_is_named() -> None:
    problems = list(snowflakes({"ids": ["1", "x", True]}, "ids", ()))
    assert [problem.path for problem in problems] == [("ids", 1), ("ids", 2)]
    assert problems[0].message == 'Value "x" is not snowflake.'


@pytest.mark.parametrize(
    ("value", "fine"), [("0", True), (8, True), (None, True), ("-1", False), (-1, False), ("x", False)]
)
def test_a_bit_set(value: object, fine: bool) -> None:  # noqa: FBT001 (a table's column)
    assert (not list(bit_set({"bits": value}, "bits", ()))) == fine


def test_pictures_and_booleans() -> None:
    assert list(image({"icon": "data:image/png;base64,iVBORw0KGgo="}, "icon", ())) == []
    assert [problem.code for problem in image({"icon": "x.png"}, "icon", ())] == ["IMAGE_INVALID"]
    assert list(yes_or_no({"tts": False}, "tts", ())) == []
    assert [problem.code for problem in yes_or_no({"tts": 1}, "tts", ())] == ["BOOLEAN_TYPE_CONVERT"]
