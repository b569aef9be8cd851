"""Texts by key and locale, with plurals, and with numbers written as in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import yaml

from ignis.bot.texts.command_names import names_command, with_commands

Param = str | int
_Entry = str | Mapping[str, str]

DEFAULT: Final = "en"
_PLURALS: Final = frozenset({"one", "other"})
_ZERO: Final = "zero"
"""A third form of some texts, in every language: 0 reads differently there, such as "just now"."""
_FORMS: Final = _PLURALS | {_ZERO}


@dataclass(frozen=True)
class Language:
    """`one` are the numbers with the singular: https://www.unicode.org/cldr/charts/latest/supplemental/"""

    file: str
    separator: str  # between thousands: "," or "."; the other one is the decimal point
    one: frozenset[int]


# Brazilian Portuguese is also for Portugal, whose readers understand it better than English.
# Buttons hold a language as its place in this mapping: add new ones at the end.
LANGUAGES: Final[Mapping[str, Language]] = {
    "en": Language("en.yaml", ",", frozenset({1})),
    "pt-BR": Language("pt-BR.yaml", ".", frozenset({0, 1})),
}
_SPOKEN: Final = {"pt-br": "pt-BR", "pt": "pt-BR", "pt-pt": "pt-BR"}


def spoken(locale: object) -> str:
    """The language for a reader's locale, which may be a discord.Locale or any text.

    >>> spoken("pt_PT"), spoken("de")
    ('pt-BR', 'en')
    """
    return _SPOKEN.get(str(locale).replace("_", "-").lower(), DEFAULT)


def language_at(place: int) -> str:
    """The language with this `Voice.place`; the first one for a place that only another version of Ignis has."""
    languages = tuple(LANGUAGES)
    return languages[place] if 0 <= place < len(languages) else languages[0]


class Texts:
    """Satisfies CommandIdsListener (ignis/bot/rest/command_sync.py)."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, _Entry]]) -> None:
        """`catalogues` by language: texts by dotted key."""
        self._catalogues = catalogues
        self._shown = self._with_commands({})

    def commands_registered(self, ids: Mapping[str, int]) -> None:
        """From now on texts mention the commands of these names."""
        self._shown = self._with_commands(ids)

    def _with_commands(self, ids: Mapping[str, int]) -> Mapping[str, Mapping[str, _Entry]]:
        """Once for each registration, so that no answer pays for it."""
        return {
            language: {key: _entry_with_commands(entry, catalogue, ids) for key, entry in catalogue.items()}
            for language, catalogue in self._catalogues.items()
        }

    def keys(self, language: str) -> frozenset[str]:
        return frozenset(self._catalogues[language])

    def entry(self, key: str, language: str) -> _Entry | None:
        """The text as it is in the file: a mapping if it has a singular and a plural."""
        return self._catalogues[language].get(key)

    def say(self, key: str, locale: object, /, **params: Param) -> str:
        """The text for `key`, with `params` filled in. Whole numbers are grouped. `count` decides about the plural.

        Params are not changed: make text of members harmless first (`ignis.bot.replies.markup`). Raises KeyError for a
        key that no language has, or a placeholder without a param.
        """
        return self.say_in(spoken(locale), key, params)

    def say_in(self, language: str, key: str, params: Mapping[str, Param]) -> str:
        """`say` for a language instead of a locale."""
        entry = self._shown[language].get(key)
        if entry is None:
            language, entry = DEFAULT, self._shown[DEFAULT][key]
        text = entry if isinstance(entry, str) else entry[_form(language, params["count"], entry)]
        return text.format_map({name: _shown(value, language) for name, value in params.items()})

    def voice(self, locale: object) -> "Voice":
        return Voice(self, spoken(locale))


@dataclass(frozen=True)
class Voice:
    """The texts for one reader.

    Example:
        say = texts.voice(interaction.locale)
        say("card.points")
    """

    texts: Texts
    language: str

    @property
    def place(self) -> int:
        """A number for the language, for a button's custom id: a public message keeps its language."""
        return tuple(LANGUAGES).index(self.language)

    def __call__(self, key: str, /, **params: Param) -> str:
        return self.texts.say_in(self.language, key, params)

    def knows(self, key: str) -> bool:
        """Whether there is a text: another program may send a word that this version does not know."""
        return self.texts.entry(key, DEFAULT) is not None

    def number(self, value: int) -> str:
        return _shown(value, self.language)

    def hundredths(self, value: int) -> str:
        """A number of hundredths, at least 0, as a decimal: 9,990 becomes 99.9."""
        whole, rest = divmod(value, 100)
        point = "," if LANGUAGES[self.language].separator == "." else "."
        return f"{self.number(whole)}{point}{rest:02}".rstrip("0").rstrip(point)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader, if PyYAML has it: it is twenty times faster, which matters for the start of the bot."""


def load_texts() -> Texts:
    """Reads the files of the package."""
    return Texts({name: _read(language.file) for name, language in LANGUAGES.items()})


def _read(file: str) -> Mapping[str, _Entry]:
    return parsed(resources.files("ignis.bot.texts").joinpath(file).read_text(encoding="utf-8"), file)


def parsed(text: str, file: str) -> Mapping[str, _Entry]:
    """The texts of a catalogue by dotted key. Raises TypeError, with the name of `file`, for anything but text.

    >>> parsed("card: {points: Points}", "en.yaml")
    {'card.points': 'Points'}
    """
    try:
        return dict(_flat(yaml.load(text, Loader=_LOADER), ()))  # noqa: S506  both are safe loaders
    except TypeError as error:
        raise TypeError(f"{file}: {error}") from error


def _flat(node: Mapping[object, Any], path: tuple[str, ...]) -> Iterator[tuple[str, _Entry]]:
    for name, value in node.items():
        if not isinstance(name, str):  # to YAML 1.1 `off`, `on`, `yes` and `no` are truth values
            raise TypeError(f"the key {name!r} under {'.'.join(path) or 'the top'} is no text: quote it or rename it")
        here = (*path, name)
        if isinstance(value, str) or (isinstance(value, dict) and _PLURALS <= value.keys() <= _FORMS):
            yield ".".join(here), value
        elif isinstance(value, dict):
            yield from _flat(value, here)
        else:
            raise TypeError(f"{'.'.join(here)} is {value!r}, which is no text: quote it")


def _entry_with_commands(entry: _Entry, catalogue: Mapping[str, _Entry], ids: Mapping[str, int]) -> _Entry:
    if isinstance(entry, str):
        return with_commands(entry, catalogue, ids) if names_command(entry) else entry
    return {form: with_commands(text, catalogue, ids) for form, text in entry.items()}


def _form(language: str, count: Param, forms: Mapping[str, str]) -> str:
    if count == 0 and _ZERO in forms:
        return _ZERO
    return "one" if count in LANGUAGES[language].one else "other"


def _shown(value: Param, language: str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}".replace(",", LANGUAGES[language].separator)
