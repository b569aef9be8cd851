"""No id and no token gets into a label, whatever the request is."""

import re
from typing import Final

import pytest
from hypothesis import given, strategies as st

from ignis.bot.rest.routes import METHODS, OTHER, ROUTES, method_of, route_of

TOKENS: Final = st.one_of(
    st.text(st.characters(blacklist_characters="/", blacklist_categories=["Cs"]), max_size=300),
    st.sampled_from(["messages", "@original", "callback", "@me", "123", "{id}", ""]),
)
IDS: Final = st.integers(0, 2**64).map(str)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/guilds/12/members/34", "/guilds/{id}/members/{id}"),
        ("/guilds/12/members/@me", "/guilds/{id}/members/@me"),
        ("/applications/1/guilds/2/commands", "/applications/{id}/guilds/{id}/commands"),
        ("/interactions/1/aW50ZXJhY3Rpb24/callback", "/interactions/{id}/{token}/callback"),
        ("/webhooks/1/dG9r-ZW4_/messages/@original", "/webhooks/{id}/{token}/messages/@original"),
        ("/webhooks/1/dG9r-ZW4_/messages/5", "/webhooks/{id}/{token}/messages/{id}"),
        ("/webhooks/1/5", "/webhooks/{id}/{token}"),
        ("/webhooks/1", "/webhooks/{id}"),
        ("/users/@me", "/users/@me"),
        ("/gateway/bot", "/gateway/bot"),
        ("/gateway/bot/", OTHER),
        ("/guilds/twelve/members/34", OTHER),
        ("/webhooks/1/token/github", OTHER),
        ("/webhooks/one/token", OTHER),
        ("/channels/1/messages/2/reactions/%F0%9F%94%A5/@me", OTHER),
        ("guilds/1", OTHER),
        ("", OTHER),
    ],
)
def test_routes(path: str, route: str) -> None:
    assert route_of(path) == route


@given(st.data())
def test_every_route_is_found_again_whatever_the_ids_and_tokens_are(data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(sorted(ROUTES)))
    asked = re.sub("{id}", lambda _: data.draw(IDS), route).replace("{token}", data.draw(TOKENS))
    assert route_of(asked) == route


WORDS: Final = st.sampled_from(sorted({word for route in ROUTES for word in route.split("/")}))


@given(st.lists(st.one_of(TOKENS, IDS, WORDS), max_size=9).map(lambda parts: "/" + "/".join(parts)) | st.text())
def test_every_path_becomes_a_known_route_or_other(path: str) -> None:
    assert route_of(path) in ROUTES | {OTHER}


def test_routes_consist_of_words_only() -> None:
    shape = re.compile(r"(/(\{id}|\{token}|@me|@original|oauth2|[a-z-]+))+")
    assert [route for route in ROUTES if not shape.fullmatch(route)] == []


@given(st.text() | st.sampled_from(sorted(METHODS)))
def test_methods_are_bounded(method: str) -> None:
    assert method_of(method) == (method if method in METHODS else OTHER)
