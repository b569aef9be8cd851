"""Where Discord's own OpenAPI description can judge a body, our verdict is its verdict.

It does not know the 6000 of embeds, the 4000 and 40 of Components V2, the pattern of names, nor what must be unique;
bodies here stay within those, so that only lengths, counts and types decide.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from ignis.sandbox.rules.commands import create_error
from ignis.sandbox.rules.messages import IS_COMPONENTS_V2, message_problems
from ignis.sandbox.rules.server.members import member_form_error

pytestmark = pytest.mark.design

DESCRIPTION = Path(__file__).parents[3].parent / "shared" / "data" / "discord-openapi.json"
NO_DEADLINE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="module")
def description() -> Any:
    if not DESCRIPTION.exists():
        pytest.skip("Discord's OpenAPI description is not beside this checkout; our rules go uncompared")
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


def validator(description: Any, method: str, path: str) -> Any:
    """Judges the JSON body of that operation."""
    schema = description["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": description["components"]})


@pytest.fixture(scope="module")
def message_schema(description: Any) -> Any:
    return validator(description, "post", "/channels/{channel_id}/messages")


@pytest.fixture(scope="module")
def command_schema(description: Any) -> Any:
    return validator(description, "post", "/applications/{application_id}/commands")


@pytest.fixture(scope="module")
def member_schema(description: Any) -> Any:
    return validator(description, "patch", "/guilds/{guild_id}/members/{user_id}")


def around(limit: int, least: int = 1) -> st.SearchStrategy[str]:
    """Texts on both sides of a limit; the letter is one code point that is two in UTF-16."""
    lengths = st.sampled_from([least, limit - 1, limit, limit + 1])
    return st.builds(lambda letter, n: letter * n, st.sampled_from("xé🔥"), lengths)


def counts(limit: int) -> st.SearchStrategy[int]:
    return st.sampled_from([1, limit, limit + 1])


FIELD = st.fixed_dictionaries({"name": around(256), "value": around(1024)})
EMBED = st.one_of(
    st.fixed_dictionaries({"title": around(256)}),
    st.fixed_dictionaries({"description": around(4096)}),
    st.fixed_dictionaries({"title": st.just("t"), "footer": st.fixed_dictionaries({"text": around(2048)})}),
    st.fixed_dictionaries({"title": st.just("t"), "color": st.sampled_from([-1, 0, 0xFFFFFF, 0x1000000])}),
    st.fixed_dictionaries({"fields": st.lists(FIELD, min_size=1, max_size=2)}),
    st.builds(lambda n: {"fields": [{"name": "n", "value": "v"}] * n}, counts(25)),
)
BUTTON = st.fixed_dictionaries({"type": st.just(2), "style": st.just(1), "label": around(80), "custom_id": around(100)})
SELECT = st.builds(
    lambda custom_id, placeholder, label, description, n: {
        "type": 3,
        "custom_id": custom_id,
        "placeholder": placeholder,
        "options": [{"label": label, "description": description, "value": f"v{i}"} for i in range(n)],
    },
    around(100), around(150), around(100), around(100), counts(25),
)  # fmt: skip
ROW = st.builds(lambda child: {"type": 1, "components": [child]}, BUTTON | SELECT)
ROW_OF_MANY = st.builds(
    lambda n: {
        "type": 1,
        "components": [{"type": 2, "style": 1, "label": "l", "custom_id": f"c{i}"} for i in range(n)],
    },
    counts(5),
)
TEXT = st.fixed_dictionaries({"type": st.just(10), "content": around(4000)})
SECTION = st.builds(
    lambda n: {"type": 9, "components": [{"type": 10, "content": "x"}] * n,
               "accessory": {"type": 11, "media": {"url": "attachment://a.png"}}},
    counts(3),
)  # fmt: skip
GALLERY = st.builds(lambda n: {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}] * n}, counts(10))
SEPARATOR = st.fixed_dictionaries({"type": st.just(14), "spacing": st.sampled_from([0, 1, 2, 3])})
INNER = ROW | ROW_OF_MANY | TEXT | SECTION | GALLERY | SEPARATOR
CONTAINER = st.builds(lambda child: {"type": 17, "components": [child]}, INNER)


def accepts(body: Any) -> bool:
    return not list(message_problems(body, (), editing=False))


@given(embed=EMBED)
@NO_DEADLINE
def test_embeds(message_schema: Any, embed: Any) -> None:
    body = {"embeds": [embed]}
    assert accepts(body) == message_schema.is_valid(body)


@given(number=counts(10))
@NO_DEADLINE
def test_number_of_embeds(message_schema: Any, number: int) -> None:
    body = {"embeds": [{"title": "t"}] * number}
    assert accepts(body) == message_schema.is_valid(body)


@given(row=ROW | ROW_OF_MANY)
@NO_DEADLINE
def test_rows(message_schema: Any, row: Any) -> None:
    body = {"components": [row]}
    assert accepts(body) == message_schema.is_valid(body)


@given(component=INNER | CONTAINER)
@NO_DEADLINE
def test_components_v2(message_schema: Any, component: Any) -> None:
    body = {"flags": IS_COMPONENTS_V2, "components": [component]}
    assert accepts(body) == message_schema.is_valid(body)


OPTION = st.builds(
    lambda name, description, choice, value, n: {
        "type": 3,
        "name": name,
        "description": description,
        "choices": [{"name": choice, "value": value}] * n,
    },
    st.sampled_from(["n", "n" * 32, "n" * 33]), around(100), around(100),
    st.sampled_from(["v", "v" * 100]),  # past it the description is laxer than the documentation
    counts(25),
)  # fmt: skip
COMMAND = st.builds(
    lambda name, description, local, option, n: {
        "name": name,
        "description": description,
        "description_localizations": {"pt-BR": local},
        "options": [option | {"name": f"{option['name'][:30]}{i}" if n > 1 else option["name"]} for i in range(n)],
    },
    st.sampled_from(["n", "n" * 32, "n" * 33]), around(100), around(100), OPTION, counts(25),
)  # fmt: skip


@given(command=COMMAND)
@NO_DEADLINE
def test_commands(command_schema: Any, command: Any) -> None:
    error = create_error(command, frozenset(), 0)
    if error is not None and "APPLICATION_COMMAND_TOO_LARGE" in json.dumps(error.errors):
        return  # the 8000, which the description does not know
    names = [command["name"], *(option["name"] for option in command["options"])]
    assert (error is None) == (command_schema.is_valid(command) and all(len(name) <= 32 for name in names))


@given(nick=around(32, least=0) | st.none())
@NO_DEADLINE
def test_nicknames(member_schema: Any, nick: str | None) -> None:
    body = {"nick": nick}
    assert (member_form_error(body, datetime.now(UTC)) is None) == member_schema.is_valid(body)
