"""Words that are one in English and several in Spanish say in the source which one is meant."""

import pytest
from django.utils.translation import override

from dev.messages import current_messages
from tickets.models import Automation
from tickets.states import ItemState, RunOutcome


@pytest.fixture(scope="module")
def contexts():
    found = {}
    for message in current_messages():
        if isinstance(message.id, str):
            found.setdefault(message.id, set()).add(message.context)
    return found


@pytest.mark.parametrize(
    ("msgid", "expected"),
    [
        ("Done", {None, "deed", "page"}),  # an import is «Terminada», a deed «Hecho», so is a page at its end
        ("Any", {"centre", "kind", "language"}),
        ("Look", {"search", "theme"}),  # for something, and how it looks
        ("Stopped", {"rule", "term"}),
        ("Switched on", {"follow-up plan", "rule", "policy", "step"}),
        ("Switched off", {None, "follow-up plan", "rule", "policy", "step", "macro"}),  # without: an article
        ("rules", {None, "automation"}),  # of law, «normas», and ours, «reglas»
    ],
)
def test_words_of_several_meanings_have_their_contexts(contexts, msgid, expected):
    assert contexts[msgid] == expected


def test_labels_say_the_same_in_english():
    words = RunOutcome.ACTED.label, ItemState.DONE.label, Automation._meta.verbose_name_plural
    with override("en"):
        assert [str(word) for word in words] == ["Done", "Done", "rules"]
