"""Place names as keys: one spelling for the index, and a looser one for romanisations that differ.

`name_key` is what two writings of the *same* spelling share: case, diacritics, apostrophes, hyphens, "St." for "Saint".
`variant_keys` is what *regular* romanisations of one name share: "Sudzha" and "Suja", "Velykyi" and "Veliky",
"El Fasher" and "Al-Fashir". Variant keys are compared only among countries whose script is not Latin, and only when
the exact key finds nothing, since they are lossy by design.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose, as English newspapers write them.
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "ng", "ə": "a",
        "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ŀ": "l", "ґ": "г", "ё": "е",
    }
)  # fmt: skip
# Apostrophes, primes, modifier letters (ayin, hamza, soft sign) and quotation marks: written or left out at will.
_SILENT = re.compile(r"['’‘`´ʼʻʽʾʿʹʺ′″”“\"ˈˮ]")
_BREAK = re.compile(r"[\s\-‐‑‒–—_/.,;:()\[\]]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}")
_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "sto": "santo", "sta": "santa"}

ARABIC_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ad",
        "ed",
        "an",
        "en",
        "ar",
        "er",
        "as",
        "es",
        "at",
        "et",
        "az",
        "ez",
        "ash",
        "esh",
        "ath",
        "adh",
        "edh",
        "ul",
        "ur",
        "us",
        "il",
    ]
)
"""The article with its assimilated forms; Semitic names are written with it, with another vowel, or without it."""

SEMITIC = frozenset(
    [
        "AE",
        "AF",
        "BH",
        "DJ",
        "DZ",
        "EG",
        "EH",
        "ER",
        "ET",
        "IL",
        "IQ",
        "IR",
        "JO",
        "KM",
        "KW",
        "LB",
        "LY",
        "MA",
        "ML",
        "MM",
        "MR",
        "NE",
        "OM",
        "PK",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SS",
        "SY",
        "TD",
        "TN",
        "YE",
    ]
)
"""Countries whose names reach English from Arabic, Persian, Hebrew, Ethiopic or Burmese script by several systems."""

SLAVIC = frozenset(["AM", "AZ", "BA", "BG", "BY", "GE", "KG", "KZ", "MD", "ME", "MK", "MN", "RS", "RU", "TJ", "TM", "UA", "UZ", "XK"])
"""Countries whose names reach English from Cyrillic (or through Russian) by several systems."""

MIN_VARIANT = 4
"""Shortest variant key worth comparing: shorter ones match by accident."""


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """Return the key that all writings of one spelling share.

    Parameters
    ----------
    name
        A place name in any case, in Latin or Cyrillic script (others pass through).

    Returns
    -------
    str
        Lower case, no diacritics, single spaces for hyphens and stops; `""` when nothing is left.
    """
    if name.isascii():
        text = name.lower()
        if text.isalpha():
            return text  # most names: one plain word
    else:
        decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
        text = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)
    if "." in text:
        text = _DOTTED.sub(lambda m: re.sub(r"[.\s]", "", m.group()) + " ", text)
    words = _BREAK.sub(" ", _SILENT.sub("", text)).split()
    if len(words) > 1:
        words = [_WORDS.get(w, w) for w in words]
        if words[0] == "the":
            words = words[1:]
    return " ".join(words)


# Cyrillic romanisations, in order. Targets are single symbols, so that digraphs of different systems meet:
# Z = zh, dzh, dj, j;  C = ch, tch;  S = sh;  Q = shch;  c = ts, tz;  h = kh, h, g (Ukrainian Г is h, Russian g).
_SLAVIC_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), target)
    for pattern, target in (
        (r"shch|sch|stch", "Q"),
        (r"d?zh|dj|dz(?=[aeiouy])|j", "Z"),
        (r"tch|ch", "C"),
        (r"sh", "S"),
        (r"t[sz]", "c"),
        (r"kh|gh|g", "h"),
        (r"ph", "f"),
        (r"x", "ks"),
        (r"q", "k"),
        (r"ou|oo", "u"),
        (r"w", "v"),
        (r"[iyj]+", "i"),  # -yi, -iy, -yy, -ij, -y; malaya, malaia
        (r"(?:^|(?<=[aeiou]))ie", "e"),  # yevpatoria, evpatoria
        (r"(.)\1+", r"\1"),
        (r"[ioe]+v(?=$|k|sk|c)", "Ov"),  # basivka, basovka; kharkiv, kharkov; pokrovsk, pokrivsk
        (r"(?:ai?a|oe|e|i)$", "A"),  # adjectives: nova, novaya; novoe, nove; novi, novyi
    )
)

# Arabic, Persian, Hebrew, Ethiopic, Burmese: vowels are hardly written, so they collapse to three.
_SEMITIC_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), target)
    for pattern, target in (
        (r"tch|ch|sh", "S"),
        (r"dj|dg|j", "J"),
        (r"gh", "g"),
        (r"kh", "K"),
        (r"dh", "d"),
        (r"th", "t"),
        (r"ph", "f"),
        (r"x", "ks"),
        (r"q", "k"),
        (r"ou|oo|w(?![aeiouy])|o", "u"),
        (r"[ae][iy](?![aeiou])", "i"),  # deir, dayr, dair
        (r"[eiy]+", "i"),
        (r"a+", "a"),
        (r"(.)\1+", r"\1"),
        (r"[ai]h$", "a"),  # raqqa, raqqah
    )
)


def _apply(rules: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
    for pattern, target in rules:
        text = pattern.sub(target, text)
    return text


def slavic_key(key: str) -> str:
    """Return what regular romanisations of a Cyrillic name share, given its `name_key`."""
    words = [_apply(_SLAVIC_RULES, word) for word in key.split()]
    # An adjective before its noun: nova kakhovka, novaya kakhovka. Alone, a final -a is a noun's and tells names apart.
    return "".join([re.sub("a$", "A", w) for w in words[:-1]] + words[-1:])


def semitic_key(key: str) -> str:
    """Return what regular romanisations of an Arabic (Persian, Hebrew, Ethiopic) name share, given its `name_key`."""
    words = key.split()
    kept = [w for w in words if w not in ARABIC_ARTICLES] or words
    # Written as one word, the article can be told only before a doubled or joined consonant ("alraqqa"): left alone.
    return _apply(_SEMITIC_RULES, "".join(kept))


def variant_keys(name: str, country: str | None = None) -> tuple[str, ...]:
    """Return the looser keys of a name, each prefixed by its system ("c:" Cyrillic, "s:" Semitic).

    Parameters
    ----------
    name
        A place name or its `name_key`, in Latin script.
    country
        ISO 3166-1 alpha-2 code of a gazetteer entry, which decides its system; `None` (a name in a text) tries both.

    Returns
    -------
    tuple of str
        Empty where the country's script is Latin or the name is too short to be compared loosely.
    """
    key = name_key(name)
    if not key.isascii() or any(c.isdigit() for c in key):
        return ()
    found = []
    if country is None or country in SLAVIC:
        found.append("c:" + slavic_key(key))
    if country is None or country in SEMITIC:
        found.append("s:" + semitic_key(key))
    return tuple(k for k in found if len(k) >= MIN_VARIANT + 2)
