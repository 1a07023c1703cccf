"""Words of the knowledge base: what is looked for, what of it may be kept, and how an article is addressed. Pure."""

from __future__ import annotations

import re
import unicodedata

from django.utils.text import slugify

MOST_WORDS, LONGEST_WORD = 8, 40
LONGEST_READ = 2000  # letters of a text whose words are looked for
LONGEST_KEPT, LONGEST_SLUG = 80, 80
MANY_DIGITS = 5  # so many together are a phone, an order, a serial number; the codes of errors have fewer
A_NAME = 3  # so many words beside such a number, or fewer, are taken for whose it is
_WORD = re.compile(r"\w+")
# A number may stand in groups: «600 123 456».
_NUMBER = re.compile(r"[+(]?\w*\d(?:[\s().\-/]{0,2}\w*\d)*\w*")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # a letter of control would take a number apart
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")


def asked_words(text: str, *, most: int = MOST_WORDS) -> list[str]:
    """The words to look for: each once, in lower case."""
    read = unicodedata.normalize("NFC", text[:LONGEST_READ]).lower()
    words = (word[:LONGEST_WORD] for word in _WORD.findall(read) if word.strip("_"))
    return list(dict.fromkeys(words))[:most]


def kept_words(text: str) -> str:
    """What may be remembered of a search: in lower case, at most 80 letters; "" when that is nothing.

    Addresses and long numbers are dropped, and with them what would say whose they are: a few words beside a number,
    as in «marta gil 600 123 456», are not kept at all.
    """
    said = _UNSEEN.sub("", unicodedata.normalize("NFC", text[:LONGEST_READ]))
    said, addresses = _ADDRESS.subn(" ", said)
    left = _NUMBER.sub(lambda found: " " if _is_long(found.group()) else found.group(), said)
    tokens = left.lower().split()
    short = [token for token in tokens if not _is_long(token)]  # «0000:0»: whatever stands between its digits
    words = [word for token in short if (word := token.strip(".,;:¿?¡!()«»\"'"))]
    if (addresses or left != said or short != tokens) and len(words) <= A_NAME:
        return ""
    kept = " ".join(words)
    return kept if len(kept) <= LONGEST_KEPT else kept[: LONGEST_KEPT + 1].rpartition(" ")[0][:LONGEST_KEPT]


def slug_of(title: str) -> str:
    """The address of an article with this title: «limpiar-el-filtro»; "" when it has no letters for one."""
    return slugify(title)[:LONGEST_SLUG].strip("-")


def _is_long(number: str) -> bool:
    return sum(map(str.isdigit, number)) >= MANY_DIGITS
