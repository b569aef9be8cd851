"""Staff at work on the real stack: points, promotions by button, refusals, and buttons that outlive a `kill -9`."""

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.programs.stack import Stack, get, post, stack

pytestmark = pytest.mark.e2e

CHANNEL = "servitor-terminal"


@dataclass(frozen=True)
class People:
    """Who can be acted as. The sandbox stays where it is, so its address is asked for once."""

    stack: Stack
    sandbox: str

    def slash(self, who: str, command: str, **options: object) -> dict[str, Any]:
        return self._do("slash", {"as": who, "channel": CHANNEL, "command": command, "options": options})

    def press(self, who: str, answer: dict[str, Any], custom_id: str) -> dict[str, Any]:
        """Presses a button of the one message that was answered."""
        (message,) = answer["messages"]
        return self._do("click", {"as": who, "channel": CHANNEL, "message": message["id"], "custom_id": custom_id})

    def member(self, name: str) -> dict[str, Any]:
        people = get(f"{self.sandbox}/sandbox/state")["members"]
        return next(one for one in people if one["name"] == name)

    def roles(self, name: str) -> set[str]:
        return set(self.member(name)["roles"])

    def _do(self, action: str, body: dict[str, object]) -> dict[str, Any]:
        answer: dict[str, Any] = post(f"{self.sandbox}/sandbox/{action}", body)
        return answer


@pytest.fixture(scope="module")
def people() -> Iterator[People]:
    with stack() as made:
        made.up()
        yield People(made, made.url("sandbox"))


def texts(parts: list[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        yield part.get("content", "")
        yield from texts(part.get("components", []))


def buttons(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if part.get("custom_id"):
            yield part
        yield from buttons(part.get("components", []))


def said(answer: dict[str, Any]) -> str:
    assert answer.get("acknowledged"), answer
    (message,) = answer["messages"]
    return "\n".join(filter(None, texts([message])))


def after_the_name(told: str) -> str:
    """Of "✔ Exor is ...": how somebody is called changes as soon as the role sync knows their account."""
    found = re.match(r"✔ .+?(?=: | is )", told)
    assert found, told
    return told[found.end() :]


def button(answer: dict[str, Any], start: str) -> str | None:
    (message,) = answer["messages"]
    return next((str(one["custom_id"]) for one in buttons([message]) if one["custom_id"].startswith(start)), None)


def case_of(people: People, name: str) -> tuple[dict[str, Any], str]:
    """The page of /promotions with this member on it, and the button that approves."""
    start = f"ig:approve:{people.member(name)['id']}:"
    panel = people.slash("Cassian", "promotions")
    for page in range(2, 10):
        if (found := button(panel, start)) is not None:
            return panel, found
        panel = people.press("Cassian", panel, f"ig:promotions:{page}")
    raise AssertionError(f"{name} is on no page")


def kill_bot(running: Stack) -> None:
    before = running.pid("bot")
    os.kill(before, signal.SIGKILL)
    running.ready_again("bot", before)


def test_given_points_show_on_the_card(people: People) -> None:
    before = said(people.slash("Cassian", "userinfo", member="Mo'lok"))
    told = said(people.slash("Cassian", "points add", member="Mo'lok", amount=5_000, reason="held the gate"))
    assert after_the_name(told).startswith(": points +5,000, "), told
    total = told.split(", ", 1)[1].split(" now")[0]
    assert total not in before
    assert total in said(people.slash("Mo'lok", "userinfo"))
    assert "held the gate" in said(people.slash("Cassian", "history", member="Mo'lok"))


def test_points_alone_take_an_open_step_and_the_role_follows(people: People) -> None:
    """Civitas Aspirant to Emberbound Initiate needs nobody's consent."""
    told = said(people.slash("Cassian", "points add", member="Lok'ti", amount=30, reason="held the gate"))
    assert "Role Emberbound Initiate given, Civitas Aspirant taken" in told
    assert "Emberbound Initiate" in people.roles("Lok'ti")


def test_an_approved_promotion_swaps_the_role(people: People) -> None:
    people.slash("Cassian", "points add", member="Exor", amount=100, reason="basic training")
    panel, approve = case_of(people, "Exor")
    told = said(people.press("Cassian", panel, approve))
    assert after_the_name(told).startswith(" is Ashborn Legionary now\nRole Legionary given, Inductii taken"), told
    assert {"Legionary"} == {"Legionary", "Inductii"} & people.roles("Exor")
    assert "Ashborn Legionary" in said(people.slash("Exor", "userinfo"))


def test_a_role_above_the_bot_is_left_alone_and_that_is_said(people: People) -> None:
    told = said(people.slash("Vulkan", "rank set", member="Pellas", rank="Primarch", reason="by decree"))
    assert told.splitlines()[1].startswith("The roles stay as they are: Primarch is above my own role")
    assert people.roles("Pellas") >= {"Pyroclast Sentinel"}


def test_a_legionary_is_refused(people: People) -> None:
    hidden = people.slash("Tu'Shan", "points add", member="Exor", amount=1, reason="for nothing")
    assert "not visible to this user" in hidden["error"]
    card = people.slash("Cassian", "userinfo", member="Exor")
    history = button(card, "ig:card-history:")
    assert history is not None
    assert said(people.press("Tu'Shan", card, history)) == "Only the legion's officers may do this."
    assert said(people.slash("Cassian", "points add", member="Vulkan", amount=1, reason="for nothing")) == (
        "This member ranks as high as you, or higher."
    )


def test_an_officer_acts_on_lower_ranks_alone_and_gives_none_but_these(people: People) -> None:
    """The role of officers stands above every role of a rank, and decides nothing."""
    above = "This member ranks as high as you, or higher."
    order = {"rank": "Inductii", "reason": "by decree"}
    assert said(people.slash("Cassian", "rank set", member="Adrax Agatone", **order)) == above
    assert "Marshal" in people.roles("Adrax Agatone")
    for rank in ("Commander", "Flameborne Captain"):
        told = said(people.slash("Cassian", "rank set", member="Hek'tar", rank=rank, reason="by decree"))
        assert told == f"{rank} is as high as your own rank, or higher. Only somebody above {rank} can give it."
    assert "Emberbound Initiate" in people.roles("Hek'tar")


def test_buttons_work_after_the_bot_was_killed(people: People) -> None:
    people.slash("Cassian", "points add", member="Zadar", amount=100, reason="basic training")
    panel, approve = case_of(people, "Zadar")
    leaders = people.slash("Tu'Shan", "leaderboard")
    asked = people.slash("Ko'rad", "privacy delete")
    kill_bot(people.stack)
    people.stack.everybody_known()
    told = said(people.press("Cassian", panel, approve))
    assert after_the_name(told).startswith(" is Ashborn Legionary now"), told
    assert "Page 2 of" in said(people.press("Tu'Shan", leaders, "ig:leaderboard:0:2:0"))
    forget = button(asked, "ig:forget-me:")
    assert forget is not None
    assert said(people.press("Ko'rad", asked, forget)).startswith("Deleted for good")
    assert "Legionary" in people.roles("Zadar")
