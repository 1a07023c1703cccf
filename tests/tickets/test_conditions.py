"""What rules ask: read with clear errors, said in words, refused when nothing could ever fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from tickets.conditions import FIELDS, NONE, Condition, Holds, Op, read_conditions, words
from tickets.deeds import Deed, Said, read_written
from tickets.impossible import WORLDS, check_rule
from tickets.states import TRANSITIONS, Status, Trigger


def asks(field, op, *values):
    return {"field": field, "op": op, "values": list(values)}


GOOD = [
    (asks("kind", "is", "complaint", "question"), "Kind: Complaint, Question"),
    (asks("state", "is_not", "open"), "State: not Open"),
    (asks("turn", "is", "us"), "Turn: Our turn"),
    (asks("priority", "at_least", 3), "Priority: at least High"),
    (asks("priority", "is", 1, 4), "Priority: Low, Urgent"),
    (asks("channel", "is", "phone"), "Channel: Phone"),
    (asks("team", "is", "none", 7), "Team: None, Norte"),
    (asks("team", "is", 8), "Team: something that is not there any more"),
    (asks("assignee", "is", "none"), "Assignee: Nobody"),
    (asks("tag", "is_not", 5), "Tag: not VIP"),
    (asks("product", "is", "XR-1"), "Product (SKU): XR-1"),
    (asks("country", "is", "ES", "PT"), "Country of the customer: ES, PT"),
    (asks("safety", "is", "yes"), "Danger: Yes"),
    (asks("verdict", "is", "none"), "Coverage: Not decided"),
    (asks("language", "is", "es"), "Language: español"),
    (asks("words", "contains", "humo", "gas"), "Words in the subject or the first message: any of «humo», «gas»"),
    (asks("words", "lacks", "humo"), "Words in the subject or the first message: none of «humo»"),
    (asks("opened_hours", "at_least", 1), "Opened at least 1 hour ago"),
    (asks("customer_hours", "at_least", 48), "The customer last wrote at least 48 hours ago"),
]
BAD = [
    (7, "bad_condition"),
    ({"field": "kind", "op": "is"}, "bad_condition"),
    (asks("soul", "is", "x"), "unknown_field"),
    (asks(["kind"], "is", "x"), "unknown_field"),
    (asks("kind", "at_least", "question"), "unknown_op"),
    (asks("kind", ["is"], "question"), "unknown_op"),
    (asks("kind", "is"), "no_values"),
    ({"field": "kind", "op": "is", "values": "question"}, "bad_condition"),
    (asks("kind", "is", "quarrel"), "unknown_value"),
    (asks("kind", "is", ["question"]), "unknown_value"),
    (asks("priority", "at_least", 5), "unknown_value"),
    (asks("priority", "is", True), "unknown_value"),
    (asks("priority", "at_least", 1, 2), "many_values"),
    (asks("kind", "is", "none"), "unknown_value"),
    (asks("tag", "is", "none"), "unknown_value"),
    (asks("team", "is", 0), "unknown_value"),
    (asks("team", "is", 2**63), "unknown_value"),
    (asks("team", "is", "norte"), "unknown_value"),
    (asks("country", "is", "España"), "unknown_value"),
    (asks("country", "is", 5), "unknown_value"),
    (asks("words", "contains", " "), "bad_word"),
    (asks("words", "contains", "x" * 81), "bad_word"),
    (asks("product", "is", 5), "bad_word"),
    (asks("opened_hours", "at_least", 0), "bad_hours"),
    (asks("opened_hours", "at_least", "5"), "bad_hours"),
    (asks("opened_hours", "at_least", 9000), "bad_hours"),
    (asks("team", "is", *range(1, 102)), "bad_condition"),
]
NAMES = {("team", 7): "Norte", ("tag", 5): "VIP"}


@pytest.fixture(autouse=True)
def in_english(settings):
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.parametrize(("kept", "said"), GOOD)
def test_condition_is_read_kept_and_said(kept, said):
    (condition,) = read_conditions([kept])
    assert (condition.plain, words(condition, NAMES)) == (kept, said)
    assert read_conditions([kept, kept]) == (condition,)


@pytest.mark.parametrize(("kept", "code"), BAD)
def test_bad_condition_is_refused(kept, code):
    with pytest.raises(Refused) as refusal:
        read_conditions([kept])
    assert refusal.value.code == code
    assert str(refusal.value)


@pytest.mark.parametrize("kept", [None, {}, "x", [asks("safety", "is", "yes")] * 31])
def test_no_list_of_conditions_or_too_many_is_refused(kept):
    with pytest.raises(Refused) as refusal:
        read_conditions(kept)
    assert refusal.value.code == "conditions_many"


def check(*conditions, when=("opened",), hours=None, does=("tag:x",)):
    """The code of the refusal; "" when such a rule can be kept."""
    try:
        check_rule(
            triggers=[Trigger(one) for one in when],
            hours=hours,
            conditions=read_conditions(list(conditions)),
            deeds=read_written(list(does)),
        )
    except Refused as refusal:
        return refusal.code if str(refusal) else "without words"
    return ""


POSSIBLE = [
    {},
    {"when": ("time",), "hours": 24},
    {"when": ("opened", "resolved"), "asks": [asks("state", "is", "resolved")]},
    {"asks": [asks("state", "is", "open", "closed"), asks("state", "is", "open")]},
    {"asks": [asks("team", "is", 1, 2), asks("team", "is_not", 1)]},
    {"asks": [asks("team", "is_not", 1)]},
    {"asks": [asks("tag", "is", 1, 2), asks("tag", "is_not", 1)]},
    {"asks": [asks("tag", "is", 1), asks("tag", "is", 2)]},
    {"asks": [asks("words", "contains", "humo", "gas"), asks("words", "lacks", "humo")]},
    {"asks": [asks("unit", "is", "no"), asks("verdict", "is", "none")]},
    {"asks": [asks("unit", "is", "no"), asks("line", "is_not", 3)]},
    {"asks": [asks("priority", "at_least", 4), asks("priority", "is_not", 3)], "does": ("priority:2",)},
    {"asks": [asks("priority", "is", 4)], "does": ("priority:4", "tag:x")},
    {"when": ("resolved",), "asks": [asks("resolution", "is", "repaired")], "does": ("state:closed",)},
    {"when": ("assigned", "opened"), "asks": [asks("assignee", "is", "none")]},
    {"asks": [asks("country", "is", "ES"), asks("customer_kind", "is", "company")]},
    {"does": ("notify:managers", "notify:3", "team:4", "hand_out:")},
]
IMPOSSIBLE = [
    ({"when": ()}, "no_triggers"),
    ({"when": ("time",)}, "hours_missing"),
    ({"when": ("time",), "hours": 9000}, "bad_hours"),
    ({"when": ("time", "opened"), "hours": 3}, "time_alone"),
    ({"hours": 3}, "hours_without_time"),
    ({"does": ()}, "no_deeds"),
    ({"does": ("resolve:repaired",)}, "bad_deed"),
    ({"does": ("spam:",)}, "bad_deed"),
    ({"does": ("assign:me",)}, "bad_deed"),
    ({"does": ("macro:3",)}, "bad_deed"),
    ({"when": ("time",), "hours": 3, "does": ("state:closed",)}, "not_by_time"),
    ({"when": ("late",), "does": ("state:closed",)}, "not_by_time"),
    ({"asks": [asks("state", "is", "open"), asks("state", "is", "closed")]}, "impossible"),
    ({"asks": [asks("state", "is", "open"), asks("state", "is_not", "open")]}, "impossible"),
    ({"asks": [asks("state", "is", "open"), asks("turn", "is", "customer")]}, "impossible"),
    ({"asks": [asks("state", "is", "open"), asks("resolution", "is", "repaired")]}, "impossible"),
    ({"asks": [asks("turn", "is_not", "nobody"), asks("resolution", "is_not", "none")]}, "impossible"),
    ({"asks": [asks("priority", "at_least", 4), asks("priority", "is_not", 4)]}, "impossible"),
    ({"asks": [asks("kind", "is_not", "complaint", "technical", "question")]}, "impossible"),
    ({"asks": [asks("safety", "is", "yes"), asks("safety", "is", "no")]}, "impossible"),
    ({"asks": [asks("team", "is", 1), asks("team", "is", 2)]}, "impossible"),
    ({"asks": [asks("team", "is", 1), asks("team", "is_not", 1)]}, "impossible"),
    ({"asks": [asks("tag", "is", 1), asks("tag", "is_not", 1, 2)]}, "impossible"),
    ({"asks": [asks("words", "contains", "Humos"), asks("words", "lacks", "humo")]}, "impossible"),
    ({"asks": [asks("unit", "is", "no"), asks("line", "is", 3)]}, "impossible"),
    ({"asks": [asks("unit", "is", "no"), asks("verdict", "is", "covered")]}, "impossible"),
    ({"when": ("resolved",), "asks": [asks("state", "is", "open")]}, "impossible"),
    ({"when": ("opened", "reopened"), "asks": [asks("state", "is", "closed")]}, "impossible"),
    ({"when": ("time",), "hours": 3, "asks": [asks("resolution", "is", "repaired")]}, "impossible"),
    ({"when": ("assigned",), "asks": [asks("assignee", "is", "none")]}, "impossible"),
    ({"when": ("safety",), "asks": [asks("safety", "is", "no")]}, "impossible"),
    ({"asks": [asks("state", "is", "open")], "does": ("state:closed",)}, "no_way"),
    ({"asks": [asks("priority", "is", 4)], "does": ("priority:4",)}, "nothing_to_do"),
    ({"asks": [asks("team", "is", "none")], "does": ("team:",)}, "nothing_to_do"),
    ({"asks": [asks("state", "is", "open")], "does": ("state:open",)}, "nothing_to_do"),
]


@pytest.mark.parametrize("rule", POSSIBLE)
def test_possible_rule_can_be_kept(rule):
    rule = dict(rule)
    assert check(*rule.pop("asks", []), **rule) == ""


@pytest.mark.parametrize(("rule", "code"), IMPOSSIBLE)
def test_impossible_rule_is_refused(rule, code):
    rule = dict(rule)
    assert check(*rule.pop("asks", []), **rule) == code


def test_rule_neither_answers_nor_says_a_reply():
    for deed in (Deed("reply", Said("Hola")), Deed("merge", 3)):
        with pytest.raises(Refused) as refusal:
            check_rule(triggers=[Trigger.OPENED], hours=None, conditions=(), deeds=[deed])
        assert refusal.value.code == "bad_deed"


def test_worlds_are_those_of_the_table_of_states():
    assert {world.state for world in WORLDS} == set(Status) == set(TRANSITIONS)
    assert all((world.resolution == NONE) == (world.state not in ("resolved", "closed")) for world in WORLDS)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
rough = st.fixed_dictionaries(
    {"field": st.sampled_from([*FIELDS, "soul"]) | anything, "op": st.sampled_from([*Op]) | anything,
     "values": st.lists(anything, max_size=4) | anything}
)  # fmt: skip


@given(st.lists(rough | anything, max_size=4))
def test_reading_nonsense_is_refused_or_gives_what_can_be_kept(kept):
    try:
        conditions = read_conditions(kept)
    except Refused:
        return
    assert read_conditions([one.plain for one in conditions]) == conditions
    assert all(words(one, {}) for one in conditions)


def known(name):
    field = FIELDS[name]
    if field.holds == Holds.CODES:
        return [*field.codes, *([NONE] if field.lacks else [])]
    return {"rows": [1, 2], "words": ["ES", "PT"], "hours": [1, 5]}[field.holds.value]


@st.composite
def conditions(draw):
    name = draw(st.sampled_from(list(FIELDS)))
    op = draw(st.sampled_from(FIELDS[name].ops))
    most = 1 if op == Op.AT_LEAST else 3
    values = draw(st.lists(st.sampled_from(known(name)), min_size=1, max_size=most, unique=True))
    return Condition(name, op, tuple(values))


@given(st.lists(conditions(), max_size=6))
def test_what_one_more_condition_makes_possible_was_possible_without_it(several):
    def is_possible(asked):
        code = check(*(one.plain for one in asked), when=("state",))
        assert code in ("", "impossible")
        return not code

    if is_possible(several):
        assert all(is_possible(several[:n]) for n in range(len(several)))
