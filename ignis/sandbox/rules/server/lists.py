"""Lists that come page by page: how long a page may be, and what it may begin at.

https://discord.com/developers/docs/reference#pagination ; each list's own section has its numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ignis.sandbox.rules.errors import Problem, Problems, RuleError, form_error
from ignis.sandbox.rules.text import required, text, whole_number
from ignis.sandbox.rules.values import is_snowflake, no_snowflake, parsed_time

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,20}")


@dataclass(frozen=True)
class Page:
    """`ids` are the parameters that are snowflakes, `times` those that are points in time; `others` by their range."""

    most: int
    least: int = 1
    ids: tuple[str, ...] = ("before", "after")
    times: tuple[str, ...] = ()
    exclusive: bool = False
    others: tuple[tuple[str, int, int], ...] = ()


MESSAGES: Final = Page(100, ids=("around", "before", "after"), exclusive=True)
PINS: Final = Page(50, ids=(), times=("before",))
REACTIONS: Final = Page(100, ids=("after",), others=(("type", 0, 1),))
VOTERS: Final = Page(100, ids=("after",))
MEMBERS: Final = Page(1000, ids=("after",))
BANS: Final = Page(1000)
AUDIT_LOG: Final = Page(100, ids=("user_id", "target_id", "before", "after"), others=(("action_type", 0, 1000),))
SERVERS: Final = Page(200)
THREAD_MEMBERS: Final = Page(100, ids=("after",))
ARCHIVED: Final = Page(100, least=2, ids=(), times=("before",))
PRUNED: Final = Page(100, ids=(), others=(("days", 1, 30),))


def page_error(page: Page, query: Mapping[str, str]) -> RuleError | None:
    return form_error(_page_problems(page, query))


def _page_problems(page: Page, query: Mapping[str, str]) -> Problems:
    for key, least, most in (("limit", page.least, page.most), *page.others):
        yield from _whole(query, key, least, most)
    for key in page.ids:
        if key in query and not is_snowflake(query[key]):
            yield no_snowflake(query[key], (key,))
    for key in page.times:
        if key in query and parsed_time(query[key].replace(" ", "+")) is None:  # a plus that was not percent-encoded
            yield Problem((key,), "DATE_TIME_TYPE_PARSE", f"Could not parse {query[key][:100]}. Should be ISO8601.")
    given = [key for key in page.ids if key in query]
    if page.exclusive and len(given) > 1:
        message = f"{', '.join(given)} are mutually exclusive"
        yield Problem((given[1],), "PAGINATION_MUTUALLY_EXCLUSIVE", message)


def _whole(query: Mapping[str, str], key: str, least: int, most: int) -> Problems:
    value = query.get(key)
    if value is None:
        return
    if not _WHOLE.fullmatch(value):
        yield Problem((key,), "NUMBER_TYPE_COERCE", f'Value "{value[:100]}" is not int.')
        return
    yield from whole_number({key: int(value)}, key, (), least=least, most=most)


def search_error(query: Mapping[str, str]) -> RuleError | None:
    """Members by the beginning of a name; what is searched for has to be said."""
    problems = [*_whole(query, "limit", 1, 1000), *text(query, "query", (), most=100, least=1)]
    if "query" not in query:
        problems.append(required(("query",)))
    return form_error(problems)
