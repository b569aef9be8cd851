"""The small legion of the tests as a role map's file, and a bot's hold on it."""

import json
from pathlib import Path
from typing import Any

import structlog

from ignis.adapters.role_map.owner import RoleMapFile
from ignis.runtime.base.clock import Clock


def content() -> dict[str, Any]:
    """What tests.support.legion.small_legion.LEGION stands for; a new one at every call."""
    return {
        "version": 1,
        "default_rank": "Aspirant",
        "role_to_rank_mapping": {
            "Aspirants": "Aspirant",
            "Brothers": "Brother",
            "Captains": "Captain",
            "Primarch": "Primarch",
        },
        "role_priority": ["Aspirants", "Brothers", "Captains", "Primarch"],
        "paths": {
            "recruits": {
                "display_name": "Recruits",
                "steps": [
                    _step("Aspirant", "Initiate", 15, 20),
                    _step("Initiate", "Brother", 20, 35, additional_requirement_for_next="Trial of Fire"),
                ],
                "terminal_rank": "Brother",
            },
            "brothers": {
                "display_name": "Brothers",
                "steps": [_step("Brother", "Captain", 70, 120, promotion_to_next_is_handpicked=True)],
                "terminal_rank": "Captain",
                "terminal_rank_limit": 600,
            },
        },
        "off_ladder_ranks": ["Primarch"],
        "nickname": {
            "format": "{prefix}. {roblox_username}",
            "max_length": 32,
            "prefix_by_rank": {"Aspirant": "IA", "Captain": None},
        },
        "awards": {"roles": ["Hero"], "keywords": ["Seal"]},
        "specialities": ["Apothecary", "Techmarine"],
        "companies": {"first": 1, "last": 10},
        "role_ids": {},
    }


def written(folder: Path) -> Path:
    """The file with it in `folder`."""
    path = folder / "roles_ranks.json"
    path.write_text(json.dumps(content(), indent=2) + "\n", encoding="utf-8")
    return path


def opened(path: Path, clock: Clock) -> RoleMapFile:
    """Versions are kept beside the file."""
    log: structlog.stdlib.BoundLogger = structlog.wrap_logger(structlog.ReturnLogger())
    folder = path.parent / "versions"
    folder.mkdir(exist_ok=True)
    return RoleMapFile.open(path, folder, clock, log)


def _step(rank: str, next_rank: str, points: int, limit: int, **more: object) -> dict[str, object]:
    return {
        "current_rank": rank,
        "next_rank": next_rank,
        "exp_required_for_next": points,
        "rank_limit_while_current": limit,
        **more,
    }
