"""Spanish and English are complete, and say what the sources say now."""

import re

import polib
import pytest

from dev.messages import REPO, current_messages, sources

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def catalogue(language):
    return polib.pofile(str(REPO / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.fixture(scope="module")
def wanted():
    return {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in current_messages() if m.id}


@pytest.mark.parametrize("language", ["es", "en"])
def test_catalogue_is_complete_and_current(language, wanted):
    entries = [entry for entry in catalogue(language) if not entry.obsolete]
    assert {(entry.msgctxt, entry.msgid) for entry in entries} == wanted, "run `make messages`"
    assert [entry.msgid for entry in entries if not entry.translated()] == []


def test_words_are_marked_with_names_that_are_looked_for():
    alias = re.compile(r"import n?p?gettext(?:_lazy)? as (?!_\b)(\w+)")
    assert [(path.name, found) for path, code in sources() if (found := alias.findall(code.decode()))] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_translations_keep_their_placeholders(language):
    for entry in catalogue(language):
        plurals = list(entry.msgstr_plural.values())
        for text in plurals or [entry.msgstr]:
            source = PLACEHOLDER.findall(entry.msgid) + PLACEHOLDER.findall(entry.msgid_plural or "")
            assert set(PLACEHOLDER.findall(text)) <= set(source), entry.msgid
            if not plurals:
                assert set(PLACEHOLDER.findall(text)) == set(source), entry.msgid
