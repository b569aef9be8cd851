"""The form of channels and what belongs to them; the limits are in the table of probes."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.errors import RuleError
from ignis.sandbox.rules.server.channels import (
    bulk_delete_form_error,
    channel_form_error,
    emoji_form_error,
    invite_form_error,
    overwrite_form_error,
    server_form_error,
    thread_form_error,
    user_form_error,
    webhook_form_error,
)


def places(error: RuleError | None) -> set[str]:
    return set() if error is None else set(error.errors or {})


@given(st.integers(0, 5000), st.sampled_from([0, 15]))
def test_a_forum_has_room_for_a_longer_topic(length: int, kind: int) -> None:
    body = {"name": "n", "type": kind, "topic": "t" * length}
    assert (channel_form_error(body, new=True) is None) == (length <= (4096 if kind == 15 else 1024))


def test_only_a_new_channel_needs_a_name() -> None:
    assert places(channel_form_error({}, new=True)) == {"name"}
    assert channel_form_error({}, new=False) is None


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        (channel_form_error({"permission_overwrites": [{"id": "x", "type": 0}]}, new=False), {"permission_overwrites"}),
        (overwrite_form_error({"type": 1, "allow": "8"}), set()),
        (overwrite_form_error({"type": 7, "allow": "-8"}), {"type", "allow"}),
        (invite_form_error({"max_age": 604_801, "unique": "no"}), {"max_age", "unique"}),
        (thread_form_error({"name": "n", "auto_archive_duration": 60}), set()),
        (thread_form_error({"name": "", "auto_archive_duration": 61}), {"name", "auto_archive_duration"}),
        (webhook_form_error({"name": "clyde"}, new=True), {"name"}),
        (server_form_error({"name": "x", "verification_level": 9}), {"name", "verification_level"}),
        (user_form_error({"username": "x"}), {"username"}),
        (emoji_form_error({"name": "ok", "image": "data:image/gif;base64,R0lG"}, new=True), set()),
        (emoji_form_error({"name": "x"}, new=True), {"name", "image"}),
    ],
)
def test_what_is_wrong_is_named(error: RuleError | None, wrong: set[str]) -> None:
    assert places(error) == wrong


@given(st.lists(st.integers(0, 2**70), max_size=120))
def test_two_to_a_hundred_messages_are_deleted_each_once(ids: list[int]) -> None:
    body: dict[str, Any] = {"messages": [str(each) for each in ids]}
    fine = 2 <= len(ids) <= 100 and len(set(ids)) == len(ids) and all(each < 2**63 for each in ids)
    assert (bulk_delete_form_error(body) is None) == fine
