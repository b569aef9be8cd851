"""Through the one door, with the seeded world: permissions, uploads, reasons, and which path meets which rule."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules import RuleError, UploadedFile, WorldView, check_request
from ignis.sandbox.rules.messages import EMPTY_MESSAGE
from ignis.sandbox.rules.permissions import INVALID_ROLE, MISSING_ACCESS, MISSING_PERMISSIONS
from ignis.sandbox.rules.view import InteractionFacts, ShownMessage
from ignis.sandbox.world import SEED
from tests.support.servers.world_view import SeedView

GUILD = SEED.guild_id
CHANNEL = SEED.channel("servitor-terminal").id
BOT = SEED.bot.id
MIB = 1024 * 1024
TUSHAN = "Tu'Shan"


def ask(
    view: WorldView,
    request: str,
    body: Any = None,
    *,
    files: Sequence[UploadedFile] = (),
    reason: str | None = None,
) -> RuleError | None:
    method, path = request.split()
    return check_request(method, path, body, files=files, reason=reason, view=view)


def member(name: str) -> str:
    return f"/guilds/{GUILD}/members/{SEED.member(name).id}"


def role_of(name: str, role: str) -> str:
    return f"{member(name)}/roles/{SEED.role(role).id}"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("role", ["Civitas Aspirant", "First Captain", "Legion Officer"])
def test_roles_below_the_bot_can_be_given(view: WorldView, powerless: WorldView, method: str, role: str) -> None:
    assert ask(view, f"{method} {role_of(TUSHAN, role)}") is None
    assert ask(powerless, f"{method} {role_of(TUSHAN, role)}") == MISSING_PERMISSIONS


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_the_role_of_another_bot_stays_with_it(view: WorldView, method: str) -> None:
    assert ask(view, f"{method} {role_of(TUSHAN, 'Bloxlink')}") == MISSING_PERMISSIONS
    assert ask(view, f"PATCH {member(TUSHAN)}", {"roles": [str(SEED.role("Bloxlink").id)]}) == MISSING_PERMISSIONS
    assert ask(view, f"PATCH /guilds/{GUILD}/roles/{SEED.role('Bloxlink').id}", {"color": 1}) is None
    assert ask(view, f"DELETE /guilds/{GUILD}/roles/{SEED.role('Bloxlink').id}") == INVALID_ROLE


def test_everyone_is_given_to_all(view: WorldView) -> None:
    assert ask(view, f"PUT {member(TUSHAN)}/roles/{GUILD}") == INVALID_ROLE
    assert ask(view, f"DELETE /guilds/{GUILD}/roles/{GUILD}") == INVALID_ROLE


@pytest.mark.parametrize("role", ["Ignis", "Primarch", "Emperor Of Mankind"])
def test_roles_at_or_above_the_bot_cannot(view: WorldView, role: str) -> None:
    assert ask(view, f"PUT {role_of(TUSHAN, role)}") == MISSING_PERMISSIONS
    assert ask(view, f"PATCH /guilds/{GUILD}/roles/{SEED.role(role).id}", {"name": "x"}) == MISSING_PERMISSIONS


def test_a_low_role_can_be_given_to_a_high_member(view: WorldView) -> None:
    assert ask(view, f"PUT {role_of('Vulkan', 'Recruiter')}") is None


def test_renaming(view: WorldView, powerless: WorldView) -> None:
    assert ask(view, f"PATCH {member(TUSHAN)}", {"nick": "6. TuShan"}) is None
    assert ask(view, f"PATCH {member('Vulkan')}", {"nick": "x"}) == MISSING_PERMISSIONS  # outranks the bot
    assert ask(view, f"PATCH {member('The Emperor')}", {"nick": "x"}) == MISSING_PERMISSIONS  # the owner
    assert ask(view, f"PATCH /guilds/{GUILD}/members/@me", {"nick": "Servitor"}) is None
    assert ask(powerless, f"PATCH {member(TUSHAN)}", {"nick": "x"}) == MISSING_PERMISSIONS
    assert ask(powerless, f"PATCH /guilds/{GUILD}/members/@me", {"nick": "x"}) == MISSING_PERMISSIONS


@given(length=st.integers(0, 40))
def test_a_nickname_of_thirty_two(length: int) -> None:
    for path in (member("Tu'Shan"), f"/guilds/{GUILD}/members/@me"):
        error = check_request("PATCH", path, {"nick": "n" * length}, files=(), reason=None, view=SeedView(SEED))
        assert (error is None) == (length <= 32)


def test_setting_all_roles_at_once_needs_reach_only_for_what_changes(view: WorldView) -> None:
    vulkan = [str(SEED.role(name).id) for name in SEED.member("Vulkan").roles]
    assert ask(view, f"PATCH {member('Vulkan')}", {"roles": [*vulkan, str(SEED.role("Recruiter").id)]}) is None
    assert ask(view, f"PATCH {member('Vulkan')}", {"roles": []}) == MISSING_PERMISSIONS
    assert ask(view, f"PATCH {member(TUSHAN)}", {"roles": [str(SEED.role("Legion Elite").id)]}) is None
    assert ask(view, f"PATCH {member(TUSHAN)}", {"roles": vulkan}) == MISSING_PERMISSIONS


def test_rights_the_bot_was_not_given(view: WorldView) -> None:
    tushan = SEED.member("Tu'Shan").id
    assert ask(view, f"DELETE {member(TUSHAN)}") == MISSING_PERMISSIONS
    assert ask(view, f"PUT /guilds/{GUILD}/bans/{tushan}", {}) == MISSING_PERMISSIONS
    timeout = {"communication_disabled_until": "2026-06-02T00:00:00Z"}
    assert ask(view, f"PATCH {member(TUSHAN)}", timeout) == MISSING_PERMISSIONS
    assert ask(view, f"GET /guilds/{GUILD}/audit-logs") is None
    assert ask(view, f"POST /guilds/{GUILD}/roles", {"name": "x"}) is None


@given(size=st.integers(9 * MIB, 11 * MIB))
def test_ten_mebibytes_a_file(size: int) -> None:
    files = [UploadedFile("a.png", 5), UploadedFile("b.png", size)]
    error = check_request("POST", f"/channels/{CHANNEL}/messages", {}, files=files, reason=None, view=SeedView(SEED))
    assert error == (None if size <= 10 * MIB else RuleError(413, 40005, "Request entity too large"))


def test_ten_files(view: WorldView) -> None:
    files = [UploadedFile(f"{n}.png", 1) for n in range(11)]
    assert ask(view, f"POST /channels/{CHANNEL}/messages", {}, files=files[:10]) is None
    assert ask(view, f"POST /channels/{CHANNEL}/messages", {}, files=files) is not None


@given(length=st.integers(500, 520))
def test_an_audit_reason_of_512(length: int) -> None:
    path = role_of("Tu'Shan", "Recruiter")
    error = check_request("PUT", path, None, files=(), reason="r" * length, view=SeedView(SEED))
    assert (error is None) == (length <= 512)


LONG = {"content": "x" * 2001}


@pytest.mark.parametrize(
    ("request_line", "body"),
    [
        (f"POST /channels/{CHANNEL}/messages", LONG),
        (f"PATCH /channels/{CHANNEL}/messages/123456789012345678", LONG),
        ("POST /webhooks/123/token", LONG),
        ("PATCH /webhooks/123/token/messages/@original", LONG),
        ("PATCH /webhooks/123/token/messages/456", LONG),
        ("POST /interactions/1/aW50:x-_/callback", {"type": 4, "data": LONG}),
        (f"PUT /applications/{BOT}/commands", [{"name": "Bad Name", "description": "d"}]),
        (f"PUT /applications/{BOT}/guilds/{GUILD}/commands", [{"name": "Bad Name", "description": "d"}]),
        (f"POST /applications/{BOT}/commands", {"name": "Bad Name", "description": "d"}),
        (f"PATCH /applications/{BOT}/guilds/{GUILD}/commands/9", {"name": "Bad Name", "description": "d"}),
    ],
)
def test_every_path_that_takes_a_body_meets_its_rules(view: WorldView, request_line: str, body: Any) -> None:
    error = ask(view, request_line, body)
    assert error is not None
    assert (error.status, error.code) == (400, 50035)


def test_the_day_is_counted_by_guild(view: Any) -> None:
    view.creates = {GUILD: 200}
    body = [{"name": "rank", "description": "d"}]
    error = ask(view, f"PUT /applications/{BOT}/guilds/{GUILD}/commands", body)
    assert error is not None
    assert error.code == 30034
    assert ask(view, f"PUT /applications/{BOT}/commands", body) is None
    view.registered = {GUILD: frozenset({(1, "rank")})}
    assert ask(view, f"PUT /applications/{BOT}/guilds/{GUILD}/commands", body) is None


def test_what_no_rule_knows_passes(view: WorldView) -> None:
    assert ask(view, "GET /gateway/bot") is None
    assert ask(view, f"GET {member(TUSHAN)}") is None


class OwningView(SeedView):
    """The same world, with the bot as its owner: the hierarchy binds everybody but the owner."""

    def owner_of(self, guild_id: int) -> int | None:
        del guild_id
        return self.bot_id


def test_the_owner_reaches_everybody() -> None:
    owner = OwningView(SEED)
    assert ask(owner, f"PUT {role_of(TUSHAN, 'Primarch')}") is None
    assert ask(owner, f"PATCH {member('Vulkan')}", {"nick": "x"}) is None


def test_setting_roles_without_the_right_to(powerless: WorldView) -> None:
    assert ask(powerless, f"PATCH {member(TUSHAN)}", {"roles": []}) == MISSING_PERMISSIONS


def test_a_role_or_member_that_is_not_there_is_for_others_to_refuse(view: WorldView) -> None:
    assert ask(view, f"PUT {member(TUSHAN)}/roles/1") is None
    assert ask(view, f"PATCH /guilds/{GUILD}/members/1", {"nick": "x"}) is None


def test_commands_belong_to_the_bot_and_to_servers_that_it_is_in(view: WorldView) -> None:
    error = ask(view, "PUT /applications/1/commands", [])
    assert error is not None
    assert (error.status, error.code) == (403, 20012)
    for request in ("PUT", "GET"):
        assert ask(view, f"{request} /applications/{BOT}/guilds/1/commands", []) == MISSING_ACCESS
        assert ask(view, f"{request} /applications/{BOT}/guilds/{GUILD}/commands", []) is None


def test_a_message_is_not_edited_to_nothing(view: SeedView) -> None:
    view.shown = {
        (CHANNEL, 5): ShownMessage(content=True),
        ("token", "@original"): ShownMessage(content=True, embeds=True),
    }
    bodies: tuple[dict[str, object], ...] = ({"content": ""}, {"content": None, "embeds": []})
    for nothing in bodies:
        assert ask(view, f"PATCH /channels/{CHANNEL}/messages/5", nothing) == EMPTY_MESSAGE
    assert ask(view, f"PATCH /channels/{CHANNEL}/messages/5", {"embeds": []}) is None
    assert ask(view, "PATCH /webhooks/1/token/messages/@original", {"content": ""}) is None
    assert ask(view, "PATCH /webhooks/1/token/messages/@original", {"content": "", "embeds": []}) == EMPTY_MESSAGE


def test_a_callback_fits_its_interaction(view: SeedView) -> None:
    view.interactions = {7: InteractionFacts(4, on_message=False)}
    assert ask(view, "POST /interactions/7/token/callback", {"type": 8, "data": {"choices": []}}) is None
    error = ask(view, "POST /interactions/7/token/callback", {"type": 5})
    assert error is not None
    assert error.body()["errors"]["type"]["_errors"][0]["message"] == "Value must be one of {8}."


def test_the_query_is_judged(view: WorldView) -> None:
    path = f"/channels/{CHANNEL}/messages"
    for limit, taken in (("0", False), ("1", True), ("100", True), ("101", False)):
        error = check_request("GET", path, None, files=(), reason=None, view=view, query={"limit": limit})
        assert (error is None) == taken


def test_the_error_of_a_wrong_reason_names_it(view: WorldView) -> None:
    error = ask(view, f"PUT {role_of(TUSHAN, 'Recruiter')}", reason="r" * 513)
    assert error is not None
    assert error.body()["errors"]["reason"]["_errors"][0]["message"] == "Must be 512 or fewer in length."
