"""Administration of the law and of the promises: changed by managers through the actions, looked at by all."""

import json
from datetime import date

import pytest

from core.actors import actor_of
from customers.models import Unit
from tests.factories import (
    NOW,
    AgentFactory,
    ComponentFactory,
    CoverFactory,
    CustodyFactory,
    GuaranteeFactory,
    ManagerFactory,
    PlanFactory,
    ProductFactory,
    RecallFactory,
    UnitFactory,
)
from warranties.actions.rules import override_rule
from warranties.models import CommercialGuarantee, Cover, GuaranteeRule, Recall, RuleEvent, ServicePlan

pytestmark = pytest.mark.django_db
PARTS = {f"components-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}


@pytest.fixture
def luis():
    return ManagerFactory(name="Luis", is_staff=True, is_superuser=True, language="en")


@pytest.fixture
def door(client, luis):
    client.force_login(luis)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def spain():
    return GuaranteeRule.objects.get(code="ES-2022")


@pytest.fixture
def repair():
    return GuaranteeRule.objects.get(code="ES-R2R")


def address(rule, what="change"):
    return f"/admin/warranties/guaranteerule/{rule.pk}/{what}/"


def everything():
    rows = [list(model.objects.order_by("pk").values()) for model in (GuaranteeRule, RuleEvent)]
    return rows


def text(response):
    return response.content.decode()


def replacement(rule, **changes):
    given = {"contract_from": "2022-01-01", "contract_to": "", "terms": json.dumps(rule.terms)}
    return (
        given | {"cites": json.dumps(rule.cites), "note": "", "reason": "Sector agreement", "confirmed": "on"} | changes
    )


def test_list_of_rules_says_which_wait(door):
    page = text(door.get("/admin/warranties/guaranteerule/?confirmed__exact=0"))
    assert page.count("Needs confirmation") == GuaranteeRule.objects.waiting().count() != 0


def test_rule_shows_terms_citations_note_and_history(door, spain):
    page = text(door.get(address(spain)))
    for words in ("Orientation, not legal advice", "Term, in months", "goods_months", spain.cites["law"], "Loaded"):
        assert words in page


def test_rule_is_confirmed_and_withdrawn_with_who_and_why(door, repair, luis):
    assert door.get(address(repair, "confirm")).status_code == 200
    assert door.post(address(repair, "confirm"), {"reason": "BOE"}).status_code == 302
    repair.refresh_from_db()
    assert repair.confirmed
    assert door.post(address(repair, "withdraw"), {"reason": "A draft"}, follow=True).status_code == 200
    told = repair.events.order_by("-id").values_list("what", "actor", "reason")[:2]
    assert list(told) == [("withdrawn", luis.pk, "A draft"), ("confirmed", luis.pk, "BOE")]
    assert "«A draft»" in text(door.get(address(repair)))


def test_rule_is_replaced_and_put_back(door, spain):
    form = text(door.get(address(spain, "override")))
    assert "&quot;goods_months&quot;: 36" in form
    given = replacement(spain, terms=form_terms(spain, goods_months=60))
    answer = door.post(address(spain, "override"), given)
    own = GuaranteeRule.objects.current().get(code="ES-2022")
    assert (answer.status_code, answer.url, own.origin, own.terms["goods_months"]) == (302, address(own), "company", 60)
    assert door.post(address(own, "restore"), {"reason": "It is over"}).url == address(spain)
    assert GuaranteeRule.objects.current().get(code="ES-2022") == spain


def form_terms(rule, **changes):
    return json.dumps(rule.terms | changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"terms": "{"}, "This is not JSON"),
        ({"terms": '{"goods_weeks": 3}'}, "goods_weeks"),
        ({"terms": "[1]"}, "must be names with their values"),
        ({"cites": '{"term": "art. 120"}'}, "law"),
        ({"reason": ""}, "This field is required"),
        ({"reason": "  "}, "This field is required"),
        ({"contract_to": "2001-01-01"}, "must not be before"),
        ({"terms": '{"goods_months": ' + "9" * 5000 + "}"}, "a number that is too long"),
        ({"terms": "[" * 100_000}, "too many brackets inside each other"),
        ({"cites": "[" * 100_000}, "too many brackets inside each other"),
        ({"terms": '{"first": ' + "[" * 400 + "]" * 400 + "}"}, "«terms.first» must be text"),
        ({"cites": r'{"law": "art. \u0000"}'}, "«cites.law» has a character that cannot be kept"),
        ({"cites": r'{"law": "art. \ud800"}'}, "«cites.law» has a character that cannot be kept"),
        ({"cites": r'{"law": "x", "\ud800": "y"}'}, "there is no field «cites.\N{REPLACEMENT CHARACTER}»"),
        ({"terms": r'{"\u0000": 1}'}, "there is no field «terms.\N{REPLACEMENT CHARACTER}»"),
        ({"terms": json.dumps({"x" * 5000: 1})}, f"«terms.{'x' * 74}…»"),
        ({"note": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_replacement_that_cannot_be_read_gets_a_sentence_and_writes_nothing(door, spain, changes, sentence):
    before = everything()
    answer = door.post(address(spain, "override"), replacement(spain, **changes), headers={"accept-language": "en"})
    assert (answer.status_code, sentence in text(answer), everything()) == (200, True, before)
    typed = (name for name in ("terms", "cites") if name in changes)
    assert all(answer.context["form"][name].value() == changes[name] for name in typed)


def test_refusal_of_the_action_is_a_sentence_above_the_form(door, spain):
    before = everything()
    answer = door.post(address(spain, "confirm"), {"reason": "BOE"}, headers={"accept-language": "en"})
    assert (answer.status_code, "confirmed already" in text(answer), everything()) == (200, True, before)


def test_rule_is_neither_confirmed_nor_put_back_without_a_reason(door, spain, repair, luis):
    own = override_rule(
        rule=spain, contract_from=None, contract_to=None, terms=spain.terms, cites=spain.cites, reason="x",
        confirmed=True, by=actor_of(luis), now=NOW,
    )  # fmt: skip
    before = everything()
    for page in (address(repair, "confirm"), address(own, "restore")):
        answer = door.post(page, {"reason": " "}, headers={"accept-language": "en"})
        assert (answer.status_code, "This field is required" in text(answer), everything()) == (200, True, before)


def test_rule_offers_what_its_state_allows(door, spain, repair, luis):
    def offered(rule):
        page = text(door.get(address(rule)))
        return [name for name in ("confirm", "withdraw", "override", "restore") if f"{rule.pk}/{name}" in page]

    assert (offered(spain), offered(repair)) == (["withdraw", "override"], ["confirm", "override"])
    own = override_rule(
        rule=spain, contract_from=None, contract_to=None, terms=spain.terms, cites=spain.cites, reason="x",
        confirmed=True, by=actor_of(luis), now=NOW,
    )  # fmt: skip
    assert (offered(own), offered(spain)) == (["withdraw", "override", "restore"], [])


@pytest.mark.parametrize("what", ["confirm", "withdraw", "override", "restore"])
def test_agent_in_the_administration_changes_no_rule(client, repair, what):
    client.force_login(AgentFactory(is_staff=True, is_superuser=True))
    before = everything()
    assert client.post(address(repair, what), {"reason": "x"}).status_code == 403
    assert (client.get(address(repair)).status_code, everything()) == (200, before)


def test_rule_that_is_none_is_not_found(door, repair):
    repair.pk += 1000
    assert door.get(address(repair, "confirm")).status_code == 404


def test_rules_are_neither_added_written_nor_deleted_by_hand(door, spain):
    before = everything()
    assert door.post(address(spain), {"code": "XX"}).status_code == 403
    assert door.post(address(spain, "delete"), {"post": "yes"}).status_code == 403
    assert door.get("/admin/warranties/guaranteerule/add/").status_code == 403
    assert everything() == before


def test_guarantee_is_added_with_its_parts(door):
    given = {"name": "Total", "guarantor": "Hogarix", "months": 0, "territory": "ES,PT", "starts": "delivery"} | PARTS
    given |= {"components-TOTAL_FORMS": 1, "components-0-name": "Compresor", "components-0-months": 120}
    page = "/admin/warranties/commercialguarantee/add/"
    assert door.post(page, given | {"territory": "Spain"}).status_code == 200
    assert door.post(page, given).status_code == 302
    row = CommercialGuarantee.objects.get()
    assert (row.territory, [(part.name, part.months) for part in row.components.all()]) == (
        *(["ES", "PT"],),
        [("Compresor", 120)],
    )


def test_guarantee_of_no_months_and_no_parts_is_refused(door):
    given = {"name": "Nada", "guarantor": "Hogarix", "months": 0, "starts": "delivery"} | PARTS
    page = door.post("/admin/warranties/commercialguarantee/add/", given, headers={"accept-language": "en"})
    assert ("add a part with its own months" in text(page), CommercialGuarantee.objects.count()) == (True, 0)
    kept = ComponentFactory(guarantee=GuaranteeFactory(months=0))
    gone = given | {"components-TOTAL_FORMS": 1, "components-INITIAL_FORMS": 1, "components-0-id": kept.pk}
    gone |= {"components-0-name": "C", "components-0-months": 9, "components-0-DELETE": "on"}
    gone |= {"components-0-guarantee": kept.guarantee_id}
    answer = door.post(f"/admin/warranties/commercialguarantee/{kept.guarantee_id}/change/", gone)
    assert (answer.status_code, kept.guarantee.components.count()) == (200, 1)


def test_guarantee_says_which_contents_are_missing(door):
    row = GuaranteeFactory(procedure="")
    page = text(door.get(f"/admin/warranties/commercialguarantee/{row.pk}/change/", headers={"accept-language": "en"}))
    assert ("Still missing" in page, "how to use it" in page) == (True, True)


def test_plan_is_made_with_boxes_to_tick(door):
    given = {"name": "Plan", "guarantor": "Hogarix", "months": 24, "discount_percent": 20}
    page = "/admin/warranties/serviceplan/add/"
    answer = door.post(page, given | {"kinds": ["extension"]}, headers={"accept-language": "en"})
    assert ("only a plan with maintenance has them" in text(answer), ServicePlan.objects.count()) == (True, 0)
    assert door.post(page, given | {"kinds": ["maintenance_discount"]}).status_code == 302
    assert ServicePlan.objects.get().kinds == ["maintenance_discount"]


def test_cover_is_added_through_the_action_and_never_changed(door, luis):
    unit, plan = UnitFactory(), PlanFactory()
    page = "/admin/warranties/cover/add/"
    given = {"unit": unit.pk, "plan": plan.pk, "reference": "C-7"}
    assert door.post(page, given).status_code == 302
    cover = Cover.objects.get()
    assert (cover.unit, cover.plan, cover.created_by, cover.starts_on) == (unit, plan, luis, None)
    assert door.post(f"/admin/warranties/cover/{cover.pk}/change/", given).status_code == 403
    again = door.post(page, given, headers={"accept-language": "en"})
    assert ("has that plan already" in text(again), Cover.objects.count()) == (True, 1)
    late = {"plan": PlanFactory().pk, "starts_on": "9999-12-31"}
    refused = door.post(page, given | late, headers={"accept-language": "en"})
    assert ("The plan cannot begin after" in text(refused), Cover.objects.count()) == (True, 1)
    guarantee = GuaranteeFactory()
    both = door.post(page, given | {"guarantee": guarantee.pk}, headers={"accept-language": "en"})
    assert ("one of the two" in text(both), Cover.objects.count()) == (True, 1)
    assert door.post(page, given | {"plan": "", "guarantee": guarantee.pk}).status_code == 302
    assert Cover.objects.get(guarantee=guarantee).starts_on is not None


def test_recall_with_one_remedy_is_saved_with_a_warning(door):
    given = {"reference": "R-1", "title": "Fuego", "hazard": "Arde", "what_to_do": "Desenchufe", "remedies": ["refund"]}
    given |= {"announced_on": "2026-10-01", "products": [ProductFactory().pk], "lots": "L1,L2"}
    page = door.post("/admin/warranties/recall/add/", given, follow=True, headers={"accept-language": "en"})
    assert ("one remedy only" in text(page), Recall.objects.get().lots) == (True, ["L1", "L2"])


def test_what_happened_is_only_looked_at(door, spain):
    custody, event = CustodyFactory(), RuleEvent.objects.first()
    for row in (custody, event, CoverFactory()):
        name = f"/admin/warranties/{row._meta.model_name}/{row.pk}"
        assert door.get(f"{name}/change/").status_code == 200
        assert door.post(f"{name}/change/", {"fault": "x"}).status_code == 403
        assert door.post(f"{name}/delete/", {"post": "yes"}).status_code == 403


def test_unit_with_the_new_facts_is_shown(door):
    unit = UnitFactory(condition="used_waived_in_writing", used_term_months=12, changed_hands_on=date(2026, 11, 14))
    assert door.get(f"/admin/customers/unit/{unit.pk}/change/").status_code == 200
    assert Unit.objects.get().condition == "used_waived_in_writing"


def test_recall_page_opens(door):
    assert door.get(f"/admin/warranties/recall/{RecallFactory().pk}/change/").status_code == 200
