"""Everything Ignis says, in every language it speaks: one YAML file per language, shipped beside this code.

English stands for every language that has no file of its own. The names of ranks, roles and awards are the legion's
own and are never translated.
"""

from ignis.bot.texts.catalogue import LANGUAGES, Param, Texts, Voice, language_at, load_texts
from ignis.bot.texts.translator import CommandTranslator

__all__ = ["LANGUAGES", "CommandTranslator", "Param", "Texts", "Voice", "language_at", "load_texts"]
