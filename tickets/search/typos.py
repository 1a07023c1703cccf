"""What was probably meant: all that is one slip away from what was typed. Pure."""

from __future__ import annotations

from string import ascii_lowercase

from tickets.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, reference_of

MIN_WORD, MAX_WORD = 4, 24


def near_references(letters: str) -> list[str]:
    """References with one other letter, or two neighbours swapped: some 240; [] for what cannot be one."""
    if len(letters) != REFERENCE_LENGTH or not letters.isalnum():
        return []
    near = _replaced(letters, REFERENCE_ALPHABET) | _swapped(letters)
    return sorted(reference_of(one) for one in near - {letters} if set(one) <= set(REFERENCE_ALPHABET))


def near_words(word: str) -> frozenset[str]:
    """Words with one letter more, one less, another one, or two swapped; none for short words, where all are near.

    `word` is in lower case without accents, as the words of names are looked up.
    """
    if not (MIN_WORD <= len(word) <= MAX_WORD and word.isascii() and word.isalpha()):
        return frozenset()
    less = {word[:n] + word[n + 1 :] for n in range(len(word))}
    more = {word[:n] + letter + word[n:] for n in range(len(word) + 1) for letter in ascii_lowercase}
    return frozenset((less | more | _swapped(word) | _replaced(word, ascii_lowercase)) - {word})


def _replaced(word: str, alphabet: str) -> set[str]:
    return {word[:n] + letter + word[n + 1 :] for n in range(len(word)) for letter in alphabet}


def _swapped(word: str) -> set[str]:
    return {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
