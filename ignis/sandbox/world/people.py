"""The forty people of the guild as one table: who they are, what they hold, and what is odd about them."""

from dataclasses import dataclass

from ignis.sandbox.world.roles import AWARDS, NO_AWARDS, OFFICER_ROLE


@dataclass(frozen=True)
class Person:
    """One row. `group_role` is the rank in the Roblox group; "=" means the same as the first role here."""

    display_name: str
    username: str
    roles: tuple[str, ...]
    roblox: str | None = None
    group_role: str | None = "="
    nick: str | None = None


def _third(name: str) -> tuple[str, ...]:
    return (name, "3rd Battle Company")


PEOPLE = (
    # High command. The first is the owner, whom no bot may rename.
    Person("The Emperor", "terra.eternal", ("Emperor Of Mankind",), "MasterOfMankind"),
    Person("Vulkan", "vulkan", ("Primarch",), "VulkanOfNocturne"),
    Person("Artellus Numeon", "artellus", ("First Captain", OFFICER_ROLE), "PyreGuardNumeon"),
    Person("Nomus Rhy'tan", "rhytan", ("Commander", OFFICER_ROLE), "NomusRhytan"),
    Person("Rahz Obek", "rahz.obek", ("Preator",), "RahzObek"),
    # Great company
    Person("Adrax Agatone", "agatone", ("Marshal",), "AdraxAgatone"),
    Person("Vel'cona", "velcona", ("Consulate",), "Velcona_Librarius"),
    Person("Forgefather He'stan", "hestan", ("Flamewrought",), "ForgefatherHestan"),
    Person("Mir'san", "mirsan", ("Cindermarked", "2nd Battle Company"), "Mirsan_Second"),
    Person("Pellas", "pellas", ("Pyroclast Sentinel",), "PellasMirsan"),
    # The company's chain of command: the upper half of the ladder, all handpicked but the last
    Person("Cassian", "cassian.dracos", (*_third("Captain"), OFFICER_ROLE, *AWARDS[:4]), "CassianDracos",
           nick="3. Captain CassianDracos"),
    Person("Ba'ken", "baken", _third("1st Lieutenant"), "SolBaken", nick="3. 1st Lieutenant SolBaken"),
    Person("Dak'ir", "dakir", _third("2nd Lieutenant"), "HazonDakir", nick="3. 2nd Lieutenant HazonDakir"),
    Person("Tsu'gan", "tsugan", _third("Veteran Sergeant"), "ZekTsugan"),
    Person("Iagon", "iagon", _third("Legion Sergeant"), "CerbiusIagon"),
    # Specialists: off the ladder
    Person("Elysius", "elysius", ("Chaplain", *AWARDS[10:12]), "Elysius_Chaplain"),
    Person("Argos", "argos", ("Techmarine",), "ArgosOfTheForge", nick="A. Techmarine ArgosOfTheForge"),
    Person("Herculon Praetor", "praetor", ("Terminator Squad", "1st Battle Company"), "HerculonPraetor"),
    Person("Fugis", "fugis", ("Apothecarion",), "FugisApothecary"),
    Person("Kor'hadron", "korhadron", ("Vexillarius",), "Korhadron"),
    Person("Igen Gargo", "gargo", ("Destroyer",), "IgenGargo"),
    Person("Var'kyr", "varkyr", ("Signal Marine",), "Varkyr_Vox"),
    # Legionaries. Ashmantle has served a thousand years: fifty awards.
    Person("N'keln", "nkeln", _third("Legion Elite"), "NkelnShen", nick="6. Legion Elite NkelnShen"),
    Person("Bray'arth Ashmantle", "ashmantle", ("Legion Veteran", *AWARDS), "BrayarthAshmantle"),
    Person("Honorious", "honorious", ("Support Squad",), "HonoriousSquad"),
    Person("Tu'Shan", "tushan", (*_third("Legionary"), AWARDS[0]), "TuShan_Nocturne",
           nick="6. Legionary TuShan_Nocturne"),
    Person("Val'in", "valin", ("Legionary", "4th Battle Company"), "ValinOfThemis", "Inductii"),
    Person("Emek", "emek", ("Apothecarion", "Legionary"), "EmekSerpentine"),  # two ranks: priority decides
    Person("Exor", "exor", ("Inductii",), "NocturneAshwalker_77"),  # a Roblox name of 20, the longest allowed
    Person("Zadar", "zadar", ("Inductii",), "ZadarOfAethonion"),
    # Mortals
    Person("Ik'ran", "ikran", ("Emberbrand Proving",), "Ikran_Proving"),
    Person("Sol'va", "solva", ("Crucible Neophyte",), "SolvaNeophyte"),
    Person("Ko'rad", "korad", ("Obsidian Trialborn",), "KoradTrialborn"),
    Person("Hek'tar", "hektar", ("Emberbound Initiate",), "HektarEmber"),
    Person("Mo'lok", "molok", ("Civitas Aspirant",), "MolokAspirant"),
    # Unverified: no Roblox account behind them
    Person("Lok'ti", "lokti", ("Civitas Aspirant",)),
    Person("Prebian", "prebian", ("Inductii",)),
    # Off the ladder altogether
    Person("Seraphine of Hesiod", "seraphine", ("Visitor",)),
    Person("Orden the Trader", "orden.trades", (), "OrdenRogueTrader", None),  # linked, but not in the group
    Person("Kane Vorst", "kane.vorst", NO_AWARDS, "KaneVorst_X", None),
)  # fmt: skip
