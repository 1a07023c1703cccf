"""Rows of the law: loaded once, confirmed, replaced and put back by name, never rewritten."""

import threading
from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.actors import actor_of
from core.errors import Refused
from tests.factories import NOW, AgentFactory, ManagerFactory
from warranties.actions.rules import confirm_rule, load_rules, override_rule, restore_rule, withdraw_confirmation
from warranties.law import shipped, shipped_entries
from warranties.models import GuaranteeRule, RuleEvent
from warranties.permissions import may_change_rules
from warranties.queries import rulebook
from warranties.states import RuleKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def luis():
    return actor_of(ManagerFactory(name="Luis"))


@pytest.fixture
def spain():
    return GuaranteeRule.objects.get(code="ES-2022")


def entry(code="ES-2022", **changes):
    found = next(one for one in shipped_entries() if one["code"] == code)
    return found | changes


def own(rule, by, **changes):
    given = {"contract_from": rule.contract_from, "contract_to": rule.contract_to, "terms": rule.terms}
    given |= {"cites": rule.cites, "reason": "Our lawyers read it so.", "confirmed": True} | changes
    return override_rule(rule=rule, by=by, now=NOW, **given)


def months(code="ES-2022"):
    return next(rule for rule in rulebook().rules if rule.code == code).terms.goods_months


def in_force():
    return {rule.code: (rule.version, rule.confirmed) for rule in rulebook().rules}


def everything():
    return list(GuaranteeRule.objects.order_by("pk").values()), list(RuleEvent.objects.order_by("pk").values())


def test_load_rules_brings_every_rule_of_the_package():
    assert sorted(rulebook().rules, key=lambda rule: rule.code) == sorted(shipped(), key=lambda rule: rule.code)
    assert {event.what for event in RuleEvent.objects.all()} == {"loaded"}
    assert RuleEvent.objects.count() == GuaranteeRule.objects.count() == len(shipped())


def test_load_rules_again_changes_nothing():
    before = everything()
    assert load_rules(now=NOW) == load_rules(entries=[], now=NOW)
    assert everything() == before


def test_load_rules_makes_a_new_version_current(spain):
    newer = entry(version=2, terms=entry()["terms"] | {"goods_months": 48})
    assert load_rules(entries=[newer], now=NOW).new == ("ES-2022",)
    spain.refresh_from_db()
    assert (spain.current, spain.terms["goods_months"], months()) == (False, 36, 48)


def test_load_rules_keeps_an_older_version_aside(spain):
    load_rules(entries=[entry(version=3)], now=NOW)
    load_rules(entries=[entry(version=2)], now=NOW)
    assert in_force()["ES-2022"] == (3, True)


def test_load_rules_leaves_the_companys_own_in_place(spain, luis):
    own(spain, luis, terms=spain.terms | {"goods_months": 60})
    load_rules(entries=[entry(version=2)], now=NOW)
    assert months() == 60
    restored = restore_rule(
        rule=GuaranteeRule.objects.current().get(code="ES-2022"), reason="It is the law.", by=luis, now=NOW
    )
    assert (restored.version, restored.origin, months()) == (2, "package", 36)


def test_load_rules_says_what_is_stored_otherwise_and_leaves_it(spain):
    before = everything()
    assert load_rules(entries=[entry(note="Reworded.")], now=NOW).unlike == ("ES-2022",)
    assert everything() == before


def test_load_rules_refuses_a_file_with_a_fault_whole():
    before = everything()
    with pytest.raises(ValueError, match="goods_months"):
        load_rules(entries=[entry(code="ES-2022") | {"code": "XX"}, entry(terms={"goods_months": "36"})], now=NOW)
    assert everything() == before


def test_command_loads_and_says_so(capsys, monkeypatch):
    call_command("load_rules", verbosity=0)
    call_command("load_rules")
    assert capsys.readouterr().out == ""
    monkeypatch.setattr("warranties.actions.rules.shipped_entries", lambda: [entry(version=2, confirmed=False)])
    call_command("load_rules")
    waiting = GuaranteeRule.objects.waiting().count()
    assert capsys.readouterr().out == f"rules of law loaded: 1; waiting to be confirmed: {waiting}\n"


def test_confirm_lets_a_rule_decide_and_withdraw_takes_it_back(luis):
    rule = GuaranteeRule.objects.waiting().get(code="ES-R2R")
    assert rulebook().rule(RuleKind.EXTENSION, "ES", date(2026, 11, 1)) is None
    confirm_rule(rule=rule, reason="Read in the BOE.", by=luis, now=NOW)
    assert rulebook().rule(RuleKind.EXTENSION, "ES", date(2026, 11, 1)).code == "ES-R2R"
    withdraw_confirmation(rule=rule, reason="It is a draft.", by=luis, now=NOW)
    assert rulebook().rule(RuleKind.EXTENSION, "ES", date(2026, 11, 1)) is None
    told = [(e.what, e.actor_id, e.reason) for e in rule.events.all()]
    assert told == [
        ("loaded", None, ""),
        ("confirmed", luis.user_id, "Read in the BOE."),
        ("withdrawn", luis.user_id, "It is a draft."),
    ]


def test_override_puts_the_companys_text_in_place_and_keeps_the_original(spain, luis):
    made = own(spain, luis, terms=spain.terms | {"goods_months": 60}, note="Sector agreement.")
    kept = GuaranteeRule.objects.get(pk=spain.pk)
    assert (kept.current, kept.terms, kept.confirmed) == (False, spain.terms, True)
    assert (made.origin, made.version, made.current, made.created_by_id) == ("company", 2, True, luis.user_id)
    assert (months(), made.events.get().what, made.events.get().reason) == (
        *(60, "overridden"),
        "Our lawyers read it so.",
    )


def test_override_of_an_override_counts_on(spain, luis):
    first = own(spain, luis)
    second = own(first, luis, terms=spain.terms | {"goods_months": 48})
    assert (second.version, months()) == (3, 48)
    assert restore_rule(rule=second, reason="Over.", by=luis, now=NOW) == spain
    assert months() == 36


@pytest.mark.parametrize("reason", ["", " \n"])
def test_confirm_and_put_back_without_a_reason_are_refused(spain, luis, reason):
    waiting = GuaranteeRule.objects.waiting().get(code="ES-R2R")
    mine = own(spain, luis)
    before = everything()
    for deed in (
        lambda: confirm_rule(rule=waiting, reason=reason, by=luis, now=NOW),
        lambda: restore_rule(rule=mine, reason=reason, by=luis, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert (refusal.value.code, everything()) == ("reason_missing", before)


def act_on(name, rule, luis):
    return {
        "confirm again": lambda: confirm_rule(rule=rule, reason="BOE.", by=luis, now=NOW),
        "withdraw without reason": lambda: withdraw_confirmation(rule=rule, reason=" ", by=luis, now=NOW),
        "restore the original": lambda: restore_rule(rule=rule, reason="Over.", by=luis, now=NOW),
        "override without reason": lambda: own(rule, luis, reason=""),
        "override with an unknown term": lambda: own(rule, luis, terms=rule.terms | {"goods_weeks": 3}),
        "override with a word": lambda: own(rule, luis, terms=rule.terms | {"goods_months": "many"}),
        "override without a law": lambda: own(rule, luis, cites={"term": "art. 120"}),
        "override with dates crossed": lambda: own(rule, luis, contract_to=date(2000, 1, 1)),
        "override with a list": lambda: own(rule, luis, terms=[1]),
    }[name]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("confirm again", "rule_confirmed"),
        ("withdraw without reason", "reason_missing"),
        ("restore the original", "rule_is_original"),
        ("override without reason", "reason_missing"),
        ("override with an unknown term", "rule_unreadable"),
        ("override with a word", "rule_unreadable"),
        ("override without a law", "rule_unreadable"),
        ("override with dates crossed", "rule_unreadable"),
        ("override with a list", "rule_unreadable"),
    ],
)
def test_refusals_write_nothing(spain, luis, name, code):
    before = everything()
    with pytest.raises(Refused) as refusal:
        act_on(name, spain, luis)()
    assert (refusal.value.code, everything()) == (code, before)


def test_change_of_a_row_that_was_replaced_is_refused(spain, luis):
    own(spain, luis)
    before = everything()
    for again in (lambda: own(spain, luis), lambda: withdraw_confirmation(rule=spain, reason="x", by=luis, now=NOW)):
        with pytest.raises(Refused) as refusal:
            again()
        assert refusal.value.code == "rule_not_current"
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("rule_one_current_per_code", {"version": 9}),
        ("rule_once_per_version", {"current": False}),
        ("rule_origin_known", {"version": 9, "current": False, "origin": "else"}),
        ("rule_country_two_letters", {"version": 9, "current": False, "jurisdiction": "e"}),
        ("rule_contract_dates_in_order", {"version": 9, "current": False, "contract_to": date(2000, 1, 1)}),
    ],
)
def test_database_refuses_a_rule_that_makes_no_sense(spain, name, fields):
    row = {field.attname: getattr(spain, field.attname) for field in GuaranteeRule._meta.fields} | {"id": None}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        GuaranteeRule.objects.create(**row | fields)


def test_ledger_of_rules_is_refused_a_change_and_a_deletion():
    before = list(RuleEvent.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RuleEvent.objects.update(reason="another")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RuleEvent.objects.all()._raw_delete("default")
    assert list(RuleEvent.objects.values()) == before != []


@pytest.mark.parametrize(
    "change",
    [
        {"terms": {"goods_months": 12}},
        {"cites": {"law": "Nothing"}},
        {"code": "ES-2023"},
        {"version": 9},
        {"contract_to": date(2026, 1, 1)},
        {"jurisdiction": "PT"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_text_of_a_rule_is_refused_a_change(spain, change):
    before = everything()
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        GuaranteeRule.objects.filter(pk=spain.pk).update(**change)
    assert everything() == before


def test_whether_a_rule_decides_may_change(spain):
    """A save of the whole row too, as long as its text is what it was."""
    spain.confirmed = spain.current = False
    spain.save()
    spain.refresh_from_db()
    assert (spain.confirmed, spain.current) == (False, False)


def test_rulebook_is_one_query_and_reads_a_row_once(django_assert_num_queries, monkeypatch, spain):
    rulebook()
    monkeypatch.setattr(GuaranteeRule, "rule", lambda row: pytest.fail(f"{row} was read again"))
    with django_assert_num_queries(1):
        assert months() == 36


def test_rulebook_leaves_out_a_row_that_cannot_be_read(spain):
    GuaranteeRule.objects.filter(pk=spain.pk).update(current=False)
    bad = GuaranteeRule.objects.get(pk=spain.pk)
    bad.pk, bad.version, bad.terms, bad.current = None, 2, {"from another age": 1}, True
    bad.save()
    assert rulebook().rule(RuleKind.SALE, "ES", date(2026, 1, 1)) is None
    assert "PT-2022" in in_force()


def test_rules_are_changed_by_managers_only(luis):
    assert (may_change_rules(luis), may_change_rules(actor_of(AgentFactory()))) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_two_loaders_at_once_load_each_rule_once():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE warranties_guaranteerule CASCADE")
    faults = []

    def load():
        try:
            load_rules(now=NOW)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (faults, GuaranteeRule.objects.count(), RuleEvent.objects.count()) == ([], len(shipped()), len(shipped()))


@pytest.mark.django_db(transaction=True)
def test_rules_are_there_behind_a_test_that_emptied_the_tables():
    assert GuaranteeRule.objects.current().count() == len(shipped())
