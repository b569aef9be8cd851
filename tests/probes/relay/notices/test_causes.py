"""The table of symptoms and roots: what explains what, and that it has no circle but that of Roblox's circuits."""

from itertools import permutations

import pytest

from probes.relay.notices.causes import ROOTS, causes, is_root, roots_of


@pytest.mark.parametrize(
    ("root", "symptom"),
    [
        ("process:bot", "check:members"),
        ("process:bot", "circuit:bloxlink"),
        ("process:bot", "memory:bot"),
        ("process:bot", "alert:IgnisTargetDown:bot"),
        ("check:discord_api", "check:discord_gateway"),
        ("check:discord_gateway", "circuit:discord_rest"),
        ("check:roblox", "circuit:roblox_users"),
        ("check:roblox", "circuit:roblox_cloud"),
        ("circuit:roblox_users", "circuit:roblox_groups"),
        ("check:bloxlink", "circuit:bloxlink"),
        ("process:sandbox", "check:discord_api"),
        ("process:sandbox", "check:roblox"),
        ("process:sandbox", "check:bloxlink"),
        ("process:sandbox", "check:discord_gateway"),
        ("process:sandbox", "circuit:roblox_users"),
        ("check:disk", "check:database"),
        ("check:database", "check:recoveries"),
        ("stack:supervisord", "check:process_state"),
        ("host:everything", "stack:supervisord"),
        ("host:everything", "process:bot"),
        ("host:everything", "check:disk"),
        ("host:everything", "alert:Other"),
    ],
)
def test_a_root_explains_its_symptom_and_not_the_other_way_round(root: str, symptom: str) -> None:
    assert causes(root, symptom)
    assert is_root(root)
    assert root.startswith("circuit:roblox_") or not causes(symptom, root)


@pytest.mark.parametrize(
    ("root", "symptom"),
    [
        ("process:exporter", "check:members"),
        ("process:bot", "process:exporter"),
        ("process:bot", "process:bot"),
        ("process:sandbox", "process:bot"),
        ("process:sandbox", "check:disk"),
        ("check:roblox", "circuit:bloxlink"),
        ("check:discord_api", "check:roblox"),
        ("check:database", "check:disk"),
        ("stack:supervisord", "process:bot"),
        ("process:bot", "host:everything"),
    ],
)
def test_what_is_not_explained(root: str, symptom: str) -> None:
    assert not causes(root, symptom)


def test_what_is_in_no_row_has_the_machine_as_root() -> None:
    assert roots_of("alert:Other") == roots_of("process:bot")
    assert roots_of("process:bot") == ("host:*",)
    assert roots_of("host:everything") == ()
    assert not is_root("alert:Other")


def test_there_is_no_circle() -> None:
    subjects = [symptom.replace("*", "x") for symptom in ROOTS if not symptom.startswith("circuit:roblox")]
    subjects += [root.replace("*", "x") for roots in ROOTS.values() for root in roots if "roblox_" not in root]
    for one, other in permutations(set(subjects), 2):
        assert not (causes(one, other) and causes(other, one)), (one, other)
