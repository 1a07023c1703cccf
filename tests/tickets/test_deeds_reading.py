"""What macros and bulk jobs keep is read with clear errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from tickets.deeds import MAX_DEEDS, Around, Deed, Said, around, read_deeds, read_written, words

GOOD = [
    ({"do": "assign", "to": "me"}, "assign:me"),
    ({"do": "assign", "to": None}, "assign:"),
    ({"do": "assign", "to": 12}, "assign:12"),
    ({"do": "team", "to": 3}, "team:3"),
    ({"do": "team", "to": None}, "team:"),
    ({"do": "priority", "to": 3}, "priority:3"),
    ({"do": "tag", "to": "garantía: 2 años"}, "tag:garantía: 2 años"),
    ({"do": "untag", "to": "x"}, "untag:x"),
    ({"do": "state", "to": "waiting_part"}, "state:waiting_part"),
    ({"do": "resolve", "to": "explained"}, "resolve:explained"),
    ({"do": "spam", "to": None}, "spam:"),
    ({"do": "merge", "to": 7}, "merge:7"),
    ({"do": "macro", "to": 7}, "macro:7"),
    ({"do": "notify", "to": "managers"}, "notify:managers"),
    ({"do": "notify", "to": 5}, "notify:5"),
    ({"do": "hand_out", "to": None}, "hand_out:"),
]
BAD = [
    ("assign", "unknown_deed", None),
    ({"do": "explode", "to": 1}, "unknown_deed", "explode:1"),
    ({"do": "assign", "to": 0}, "bad_id", "assign:0"),
    ({"do": "assign", "to": "ana"}, "bad_id", "assign:ana"),
    ({"do": "assign", "to": True}, "bad_id", None),
    ({"do": "team", "to": 2**63}, "bad_id", f"team:{2**63}"),
    ({"do": "team", "to": 10**19}, "bad_id", f"team:{10**30}"),
    ({"do": "priority", "to": 5}, "unknown_priority", "priority:5"),
    ({"do": "priority", "to": None}, "unknown_priority", "priority:"),
    ({"do": "tag", "to": "  "}, "tag_empty", "tag:  "),
    ({"do": "tag", "to": "x" * 41}, "tag_long", "tag:" + "x" * 41),
    ({"do": "state", "to": "resolved"}, "resolution_missing", "state:resolved"),
    ({"do": "state", "to": "new"}, "unknown_state", "state:new"),
    ({"do": "state", "to": "foo"}, "unknown_state", "state:foo"),
    ({"do": "resolve", "to": "magic"}, "unknown_resolution", "resolve:magic"),
    ({"do": "spam", "to": 1}, "bad_deed", "spam:1"),
    ({"do": "reply", "to": "Hola"}, "bad_deed", "reply:Hola"),
    ({"do": "reply", "to": {"text": " "}}, "text_empty", None),
    ({"do": "reply", "to": {"text": "x" * 20_001}}, "text_too_long", None),
    ({"do": "reply", "to": {"text": "x", "then": "gone"}}, "unknown_state", None),
    ({"do": "note", "to": {"text": 5}}, "bad_deed", None),
    ({"do": "merge", "to": None}, "bad_id", "merge:"),
    ({"do": "macro", "to": -1}, "bad_id", "macro:-1"),
    ({"do": "notify", "to": None}, "bad_id", "notify:"),
    ({"do": "notify", "to": "boss"}, "bad_id", "notify:boss"),
    ({"do": "hand_out", "to": 3}, "bad_deed", "hand_out:3"),
    ({"do": "tag", "to": "x", "why": 1}, "bad_deed", None),
]


@pytest.mark.parametrize(("kept", "written"), GOOD, ids=[written for _kept, written in GOOD])
def test_read_gives_back_what_was_kept_and_written(kept, written):
    (deed,) = read_deeds([kept])
    assert (deed.plain, deed.written) == (kept, written)
    assert read_written([written]) == (deed,)


@pytest.mark.parametrize(("kept", "code", "written"), BAD)
def test_read_refuses_what_it_cannot_do(kept, code, written):
    with pytest.raises(Refused) as refusal:
        read_deeds([kept] if isinstance(kept, dict) else kept)
    assert refusal.value.code == (code if isinstance(kept, dict) else "deeds_many")
    if written is not None:
        with pytest.raises(Refused) as refusal:
            read_written([written])
        assert refusal.value.code == code


def test_read_puts_deeds_in_the_order_in_which_they_are_done():
    kept = ["resolve:explained", "macro:1", "priority:3", "tag:b", "tag:a", "tag:b"]
    assert [deed.written for deed in read_written(kept)] == ["priority:3", "tag:b", "tag:a", "macro:1", kept[0]]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (["assign:1", "assign:2"], "deed_twice"),
        (["state:open", "resolve:explained"], "deeds_clash"),
        (["spam:", "merge:3"], "deeds_clash"),
        (["tag:Uno", "untag:uno"], "deeds_clash"),
        ([f"tag:{n}" for n in range(MAX_DEEDS + 1)], "deeds_many"),
    ],
)
def test_read_refuses_deeds_that_contradict_each_other(written, code):
    with pytest.raises(Refused) as refusal:
        read_written(written)
    assert refusal.value.code == code


def test_read_keeps_words_and_whom_the_case_waits_for():
    said = {"text": "Hola", "html": "<p><strong>Hola</strong></p>", "then": "open"}
    (deed,) = read_deeds([{"do": "reply", "to": said}])
    assert (deed, deed.plain) == (Deed("reply", Said(**said)), {"do": "reply", "to": said})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["do", "to", "text", "x"]), inner),
    max_leaves=8,
)


def outcome(read, what):
    """The deeds, or the sentence that says why not."""
    try:
        return read(what)
    except Refused as refusal:
        return str(refusal)


@given(JSON)
def test_read_never_fails_but_with_a_sentence(kept):
    assert outcome(read_deeds, kept) or kept == []


@given(st.lists(st.sampled_from([written for _kept, written in GOOD] + ["x", ":", "tag:", "priority:²"]) | st.text()))
def test_read_written_is_kept_and_read_again_the_same(written):
    deeds = outcome(read_written, written)
    if isinstance(deeds, tuple):
        assert read_deeds([deed.plain for deed in deeds]) == deeds
    else:
        assert deeds


def test_words_name_people_and_teams():
    names = {("assign", 12): "Ana Ruiz", ("team", 3): "Averías"}
    deeds = read_written(["assign:12", "team:3", "priority:3", "tag:garantía"])
    said = [words(deed, names) for deed in deeds]
    assert [part in line for part, line in zip(["Ana Ruiz", "Averías", "Alta", "garantía"], said, strict=True)] == [
        True
    ] * 4
    assert all(words(read_written([written])[0], {}) for _kept, written in GOOD)


@pytest.mark.parametrize(
    ("written", "then", "resolution", "after"),
    [
        (["priority:3"], "open", "", []),
        (["priority:3", "state:waiting_part"], "waiting_part", "", []),
        (["priority:3", "state:closed"], "open", "", ["state:closed"]),
        (["priority:3", "resolve:explained"], "open", "explained", []),
        (["priority:3", "spam:"], "open", "", ["spam:"]),
    ],
)
def test_around_a_reply_the_end_of_the_case_is_its_own_step(written, then, resolution, after):
    before, rest = read_written(["priority:3"]), read_written(after)
    assert around(read_written(written), "open") == Around(before, then, resolution, rest)
