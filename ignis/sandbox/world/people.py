"""The forty people of the guild as one table: who they are, what they hold, and what is odd about them."""

from dataclasses import dataclass

from ignis.sandbox.world.roles import AWARDS, NO_AWARDS, OFFICER_ROLE


@dataclass(frozen=True)
class Person:
    """One row. `group_role` is the rank in the Roblox group; "=" means the same as the first role here."""

    display_name: str
    username: str
    roles: tuple[str, ...]
    points: int = 0
    roblox: str | None = None
    group_role: str | None = "="
    nick: str | None = None


def _third(name: str) -> tuple[str, ...]:
    return (name, "3rd Battle Company")


PEOPLE = (
    # High command. The first is the owner: nobody but themselves may rename them.
    Person("The Emperor", "terra.eternal", ("Emperor Of Mankind",), 0, "MasterOfMankind"),
    Person("Vulkan", "vulkan", ("Primarch",), 0, "VulkanOfNocturne"),
    Person("Artellus Numeon", "artellus", ("First Captain", OFFICER_ROLE), 640, "PyreGuardNumeon"),
    Person("Nomus Rhy'tan", "rhytan", ("Commander", OFFICER_ROLE), 587, "NomusRhytan"),
    Person("Rahz Obek", "rahz.obek", ("Preator",), 530, "RahzObek"),
    # Great company
    Person("Adrax Agatone", "agatone", ("Marshal",), 505, "AdraxAgatone"),
    Person("Vel'cona", "velcona", ("Consulate",), 488, "Velcona_Librarius"),
    Person("Forgefather He'stan", "hestan", ("Flamewrought",), 471, "ForgefatherHestan"),
    Person("Mir'san", "mirsan", ("Cindermarked", "2nd Battle Company"), 455, "Mirsan_Second"),
    Person("Pellas", "pellas", ("Pyroclast Sentinel",), 433, "PellasMirsan"),
    # The company's chain of command: the upper half of the ladder, all handpicked but the last
    Person("Cassian", "cassian.dracos", (*_third("Captain"), OFFICER_ROLE, *AWARDS[:4]), 412, "CassianDracos",
           nick="3. Captain CassianDracos"),
    Person("Ba'ken", "baken", _third("1st Lieutenant"), 318, "SolBaken", nick="3. 1st Lieutenant SolBaken"),
    Person("Dak'ir", "dakir", _third("2nd Lieutenant"), 271, "HazonDakir", nick="3. 2nd Lieutenant HazonDakir"),
    Person("Tsu'gan", "tsugan", _third("Veteran Sergeant"), 214, "ZekTsugan"),
    Person("Iagon", "iagon", _third("Legion Sergeant"), 142, "CerbiusIagon"),
    # Specialists: off the ladder
    Person("Elysius", "elysius", ("Chaplain", *AWARDS[10:12]), 233, "Elysius_Chaplain"),
    Person("Argos", "argos", ("Techmarine",), 208, "ArgosOfTheForge", nick="A. Techmarine ArgosOfTheForge"),
    Person("Herculon Praetor", "praetor", ("Terminator Squad", "1st Battle Company"), 290, "HerculonPraetor"),
    Person("Fugis", "fugis", ("Apothecarion",), 187, "FugisApothecary"),
    Person("Kor'hadron", "korhadron", ("Vexillarius",), 176, "Korhadron"),
    Person("Igen Gargo", "gargo", ("Destroyer",), 163, "IgenGargo"),
    Person("Var'kyr", "varkyr", ("Signal Marine",), 158, "Varkyr_Vox"),
    # Legionaries. Ashmantle has served a thousand years: fifty awards.
    Person("N'keln", "nkeln", _third("Legion Elite"), 197, "NkelnShen", nick="6. Legion Elite NkelnShen"),
    Person("Bray'arth Ashmantle", "ashmantle", ("Legion Veteran", *AWARDS), 184, "BrayarthAshmantle"),
    Person("Honorious", "honorious", ("Support Squad",), 151, "HonoriousSquad"),
    Person("Tu'Shan", "tushan", (*_third("Legionary"), AWARDS[0]), 96, "TuShan_Nocturne",
           nick="6. Legionary TuShan_Nocturne"),
    Person("Val'in", "valin", ("Legionary", "4th Battle Company"), 129, "ValinOfThemis", "Inductii"),
    Person("Emek", "emek", ("Apothecarion", "Legionary"), 118, "EmekSerpentine"),  # two ranks: priority decides
    Person("Exor", "exor", ("Inductii",), 61, "NocturneAshwalker_77"),  # a Roblox name of 20, the longest allowed
    Person("Zadar", "zadar", ("Inductii",), 128, "ZadarOfAethonion"),  # beyond the bar's limit of 120
    # Mortals
    Person("Ik'ran", "ikran", ("Emberbrand Proving",), 47, "Ikran_Proving"),
    Person("Sol'va", "solva", ("Crucible Neophyte",), 33, "SolvaNeophyte"),
    Person("Ko'rad", "korad", ("Obsidian Trialborn",), 22, "KoradTrialborn"),
    Person("Hek'tar", "hektar", ("Emberbound Initiate",), 17, "HektarEmber"),
    Person("Mo'lok", "molok", ("Civitas Aspirant",), 6, "MolokAspirant"),
    # Unverified: no Roblox account behind them
    Person("Lok'ti", "lokti", ("Civitas Aspirant",), 3),
    Person("Prebian", "prebian", ("Inductii",), 55),
    # Off the ladder altogether
    Person("Seraphine of Hesiod", "seraphine", ("Visitor",)),
    Person("Orden the Trader", "orden.trades", (), 0, "OrdenRogueTrader", None),  # linked, but not in the group
    Person("Kane Vorst", "kane.vorst", NO_AWARDS, 0, "KaneVorst_X", None),
)  # fmt: skip
