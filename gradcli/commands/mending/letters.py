"""Letters of other alphabets that look like Latin ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

TWINS = dict(
    zip(
        "АВЕКМНОРСТХаеорсухіјѕԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαρυχικνϲɑɡıℓ",
        "ABEKMHOPCTXaeopcyxijsdqwhABEZHIKMNOPTYXoapuxikncagil",
        strict=True,
    )
)
_WORD = re.compile(r"[^\W\d]\w*")


def folded(text: str, values: Collection[str]) -> str | None:
    """A text with Latin letters where others only look like them; None if there are none, or if they are names of their own."""

    def one(match: re.Match[str]) -> str:
        word = match[0]
        if word in values or word.isascii():
            return word
        latin = "".join(TWINS.get(c, c) for c in word)
        if latin == word or not latin.isascii():
            return word
        greek_name = (
            len(word) == 1 and "GREEK" in unicodedata.name(word, "") and latin not in values and word not in "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
        )
        return word if greek_name else latin

    found = _WORD.sub(one, re.sub(r"\s*[ˆ˄]\s*", "**", text))
    return found if found != text else None
