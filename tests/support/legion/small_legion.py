"""A small legion for tests: two paths, a rank off the ladder, every kind of rule."""

from ignis.domain.rules.awards import Awards
from ignis.domain.rules.company import Companies
from ignis.domain.rules.ladder import Ladder, LadderStep, Path
from ignis.domain.rules.legion import Legion, NicknameRules
from ignis.domain.rules.role_ranks import RoleRanks

LEGION = Legion(
    ladder=Ladder(
        [
            Path(
                "recruits",
                "Recruits",
                (
                    LadderStep("Aspirant", "Initiate", 15, 20),
                    LadderStep("Initiate", "Brother", 20, 35, requirement="Trial of Fire"),
                ),
                last_rank="Brother",
            ),
            Path(
                "brothers",
                "Brothers",
                (LadderStep("Brother", "Captain", 70, 120, handpicked=True),),
                last_rank="Captain",
                last_limit=600,
            ),
        ]
    ),
    role_ranks=RoleRanks(
        {"Aspirants": "Aspirant", "Brothers": "Brother", "Captains": "Captain", "Primarch": "Primarch"},
        ["Aspirants", "Brothers", "Captains", "Primarch"],
    ),
    default_rank="Aspirant",
    off_ladder=("Primarch",),
    companies=Companies(1, 10),
    awards=Awards(frozenset({"Hero"}), frozenset({"Seal"})),
    specialities=("Apothecary", "Techmarine"),
    nicknames=NicknameRules("{prefix}. {roblox_username}", 32, {"Aspirant": "IA", "Captain": None}),
)
