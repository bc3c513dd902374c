"""Romanisation of Ukrainian and Russian place names.

Ukrainian: Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010 (the country's official system).
Russian: BGN/PCGN 1947 without apostrophes, which news agencies follow; the system of road signs and passports as an alias.
"""

from __future__ import annotations

import re

_UKRAINIAN = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "ie",
            "zh",
            "z",
            "y",
            "i",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "iu",
            "ia",
            "",
        ],
        strict=True,
    )
)
_UKRAINIAN_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "yo",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_RUSSIAN_PASSPORT = _RUSSIAN | {"ё": "e", "й": "i", "ъ": "ie", "ю": "iu", "я": "ia"}
_VOWELS = "аеёиоуыэюяъь"


def _capitalise(latin: str, original: str) -> str:
    return latin[:1].upper() + latin[1:] if original[:1].isupper() else latin


def _word_ukrainian(word: str) -> str:
    text = re.sub("[’ʼ`]", "'", word.lower()).replace("зг", "з\0")
    out = []
    for i, c in enumerate(text):
        out.append("gh" if c == "\0" else _UKRAINIAN_INITIAL[c] if i == 0 and c in _UKRAINIAN_INITIAL else _UKRAINIAN.get(c, c))
    return _capitalise("".join(out), word)


def romanise_ukrainian(name: str) -> str:
    """Return a Ukrainian name as Resolution 55 writes it: "Юнаківка" is "Yunakivka", "Згурівка" is "Zghurivka"."""
    return re.sub(r"[\w'’ʼ`]+", lambda m: _word_ukrainian(m.group()), name)


def _word_russian(word: str, table: dict[str, str], *, iotated: bool) -> str:
    text = word.lower()
    out = []
    for i, c in enumerate(text):
        if iotated and c == "е" and (i == 0 or text[i - 1] in _VOWELS):
            out.append("ye")
        else:
            out.append(table.get(c, c))
    return _capitalise("".join(out), word)


def romanise_russian(name: str) -> str:
    """Return a Russian name as news agencies write it: "Малая Локня" is "Malaya Loknya", "Елец" is "Yelets"."""
    latin = re.sub(r"\w+", lambda m: _word_russian(m.group(), _RUSSIAN, iotated=True), name)
    return re.sub(r"(?<=[a-z])(?:iy|yy)\b", "y", latin)


def russian_aliases(name: str) -> set[str]:
    """Return other common romanisations of a Russian name: passports ("Malaia Loknia"), no y before e ("Elets"), -iy in full."""
    plain = re.sub(r"\w+", lambda m: _word_russian(m.group(), _RUSSIAN, iotated=False), name)
    full = re.sub(r"\w+", lambda m: _word_russian(m.group(), _RUSSIAN, iotated=True), name)
    passport = re.sub(r"\w+", lambda m: _word_russian(m.group(), _RUSSIAN_PASSPORT, iotated=False), name)
    return {plain, full, passport, plain.replace("yo", "e"), romanise_russian(name).replace("yo", "e")} - {romanise_russian(name)}
