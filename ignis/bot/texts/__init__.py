"""All texts that people see, in every language: one YAML file for each language, beside this code.

Languages without a file get English. The names of ranks, roles and awards belong to the legion and are never
translated.

Example:
    say = load_texts().voice("pt-BR")
    say("card.points")
"""

from ignis.bot.texts.catalogue import LANGUAGES, Param, Texts, Voice, language_at, load_texts
from ignis.bot.texts.translator import CommandTranslator

__all__ = ["LANGUAGES", "CommandTranslator", "Param", "Texts", "Voice", "language_at", "load_texts"]
