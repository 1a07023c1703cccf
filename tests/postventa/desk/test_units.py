"""The unit's passport at the desk: what it shows, and what is done to the unit from it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import SYSTEM
from core.models import AuditEntry
from tests.cases import open_case
from tests.factories import NOW, CustodyFactory, CustomerUserFactory, UnitFactory
from tickets.models import CoverageDecision
from warranties.actions.covers import add_plan, record_visit, register_guarantee
from warranties.actions.custody import give_back, hand_in, record_stay
from warranties.models import (
    CommercialGuarantee,
    Cover,
    Custody,
    MaintenanceVisit,
    Recall,
    ServiceCentre,
    ServicePlan,
)
from warranties.states import Outcome

pytestmark = pytest.mark.django_db

BOUGHT, DELIVERED = dt.date(2026, 3, 2), dt.date(2026, 3, 6)
TODAY = dt.date(2026, 11, 19)
HTMX = {"hx-request": "true"}


def day(on):
    return dt.datetime.combine(on, dt.time(10), dt.UTC)


@pytest.fixture
def unit(db):
    return UnitFactory(
        purchase__purchased_at=day(BOUGHT), delivery__delivered_at=day(DELIVERED), product__name="Lavadora L9"
    )


@pytest.fixture
def plan(db):
    return ServicePlan.objects.create(
        name="Tranquilidad", guarantor="Tienda", kinds=["free_support", "maintenance_discount"], months=24,
        discount_percent=20, visits=2,
    )  # fmt: skip


@pytest.fixture
def guarantee(unit):
    return CommercialGuarantee.objects.create(
        name="Motor", guarantor="Hogarix", months=60, starts="registration", product=unit.product
    )


@pytest.fixture
def recall(unit):
    recall = Recall.objects.create(
        reference="A12", title="Puede arder", hazard="La placa arde.", what_to_do="Deje de usarla.",
        announced_on=dt.date(2026, 10, 1), remedies=["repair", "refund"],
    )  # fmt: skip
    recall.products.add(unit.product)
    return recall


@pytest.fixture
def send(desk, unit):
    """`send("stays/", fault=…)`: post a form of the unit's page."""

    def post(where, *, htmx=False, **form):
        return desk.post(f"/desk/units/{unit.pk}/{where}", form, headers=HTMX if htmx else {})

    return post


@pytest.fixture
def written():
    def count():
        return tuple(it.objects.count() for it in (Custody, Cover, MaintenanceVisit, CoverageDecision))

    return count


# What it shows.


def test_passport_shows_recall_danger_and_what_to_do(desk, unit, recall):
    page = desk.get(f"/desk/units/{unit.pk}/")
    assertContains(page, "Safety recall: Puede arder")
    assertContains(page, "Deje de usarla.")


@pytest.mark.parametrize(
    "change",
    [{"closed_on": TODAY}, {"announced_on": TODAY + dt.timedelta(days=1)}, {"lots": ["B"]}],
    ids=["closed", "not announced yet", "of another lot"],
)
def test_passport_is_calm_about_a_recall_that_does_not_reach_it(desk, unit, recall, change):
    unit.lot = "A"
    unit.save()
    Recall.objects.update(**change)
    assertNotContains(desk.get(f"/desk/units/{unit.pk}/"), "Safety recall: Puede arder")


def test_passport_tells_its_story_newest_first(desk, unit, plan, guarantee, recall):
    register_guarantee(unit=unit, guarantee=guarantee, on=dt.date(2026, 3, 9), by=SYSTEM, now=NOW)
    cover = add_plan(unit=unit, plan=plan, by=SYSTEM, now=NOW)
    record_visit(cover=cover, on=dt.date(2026, 6, 1), by=SYSTEM, now=NOW)
    stay = hand_in(unit=unit, fault="No gira", on=dt.date(2026, 5, 4), by=SYSTEM, now=NOW)
    give_back(custody=stay, outcome=Outcome.REPAIRED, on=dt.date(2026, 5, 20), by=SYSTEM, now=NOW)
    ticket = open_case(unit=unit)

    story = desk.get(f"/desk/units/{unit.pk}/").context["page"].story

    assert [(event.on.isoformat(), event.words) for event in story] == [
        ("2026-11-16", f"Case {ticket.reference} opened"),
        ("2026-10-01", "Safety recall"),
        ("2026-06-01", "Maintenance visit"),
        ("2026-05-20", "Returned"),
        ("2026-05-04", "Handed in"),
        ("2026-03-09", "Registered"),
        ("2026-03-06", "Plan begins"),
        ("2026-03-06", "Delivered"),
        ("2026-03-02", "Bought"),
    ]


def test_passport_says_what_is_left_of_a_plan(desk, unit, plan):
    cover = add_plan(unit=unit, plan=plan, by=SYSTEM, now=NOW)
    record_visit(cover=cover, on=dt.date(2026, 6, 1), by=SYSTEM, now=NOW)
    page = desk.get(f"/desk/units/{unit.pk}/")
    assertContains(page, "20 % off maintenance until")
    assertContains(page, "1 of 2 visits used")
    assertContains(page, "Free support until")


def test_passport_costs_the_same_queries_for_1_3_and_30_of_everything(desk, plan):
    costs = []
    for count in (1, 3, 30):
        unit = UnitFactory(purchase__purchased_at=day(BOUGHT), delivery__delivered_at=day(DELIVERED))
        for n in range(count):
            on = DELIVERED + dt.timedelta(days=3 * n)
            record_stay(
                unit=unit, fault="No gira", handed_in_on=on, returned_on=on, outcome=Outcome.REPAIRED,
                by=SYSTEM, now=NOW,
            )  # fmt: skip
            its = ServicePlan.objects.create(
                name=f"Plan {unit.pk} {n}", guarantor="T", kinds=["maintenance_discount"], months=24
            )
            centre = ServiceCentre.objects.create(name=f"Taller {n}", address="Calle 1", country="ES")
            record_visit(
                cover=add_plan(unit=unit, plan=its, by=SYSTEM, now=NOW), on=on, centre=centre, by=SYSTEM, now=NOW
            )
            promise = CommercialGuarantee.objects.create(name=f"G{n}", guarantor="H", months=36, product=unit.product)
            register_guarantee(unit=unit, guarantee=promise, on=on, by=SYSTEM, now=NOW)
            recall = Recall.objects.create(
                reference=f"{unit.pk}-{n}", title="Arde", hazard="Arde", what_to_do="Pare", announced_on=on,
                remedies=["repair"],
            )  # fmt: skip
            recall.products.add(unit.product)
            open_case(unit=unit)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/desk/units/{unit.pk}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 28


# Into our hands and back.


def test_hand_in_takes_the_unit_and_decides_its_cases_again(send, unit, ana):
    ticket = open_case(unit=unit)
    answer = send("stays/", fault=" Pierde agua ", accessories="manguera", paid="", on="2026-11-18")
    assertRedirects(answer, f"/desk/units/{unit.pk}/", fetch_redirect_response=False)
    stay = Custody.objects.get()
    assert (stay.unit, stay.fault, stay.accessories, stay.paid, stay.handed_in_on, stay.received_by) == (
        unit,
        "Pierde agua",
        "manguera",
        False,
        dt.date(2026, 11, 18),
        ana,
    )
    assert ticket.decisions.first().facts["custody"] != []


def test_hand_in_in_place_answers_with_the_parts_that_changed(send, unit):
    answer = send("stays/", htmx=True, fault="Pierde agua", paid="paid", on="2026-11-19")
    assertContains(answer, "It is in our hands. Receipt R-")
    for part in ("custody", "cover", "promises", "facts", "history"):
        assertContains(answer, f'id="{part}" hx-swap-oob="true"')
    assert Custody.objects.get().paid is True


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"fault": "No gira", "on": "2026-11-20"}, "has not come yet."),
        ({"fault": "No gira", "on": "2026-03-05"}, "is before the delivery"),
    ],
    ids=["in the future", "before the delivery"],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_hand_in_on_an_impossible_day_is_refused(send, written, form, sentence, htmx):
    before = written()
    answer = send("stays/", htmx=htmx, **form)
    assertContains(answer, sentence, status_code=200 if htmx else 409)
    assertContains(answer, "No gira</textarea>", status_code=200 if htmx else 409)
    assert written() == before


def test_hand_in_without_a_fault_is_refused(send, written):
    before = written()
    assert send("stays/", fault="", on="2026-11-19").status_code == 422
    assert written() == before


def test_hand_in_twice_is_refused_and_what_was_typed_is_kept(send, written):
    send("stays/", fault="No gira", on="2026-11-19")
    before = written()
    answer = send("stays/", fault="Otra cosa distinta", on="2026-11-19")
    assertContains(answer, "It is in our hands already", status_code=409)
    assertContains(answer, "Otra cosa distinta", status_code=409)
    assert written() == before


def test_return_gives_the_unit_back_with_what_was_done(send, unit, ana):
    stay = hand_in(unit=unit, fault="No gira", on=dt.date(2026, 11, 10), by=SYSTEM, now=NOW)
    answer = send(
        f"stays/{stay.pk}/return/", outcome="replaced", work="Otra nueva", replacement_serial="SN-9", on="2026-11-19"
    )
    assertRedirects(answer, f"/desk/units/{unit.pk}/", fetch_redirect_response=False)
    stay.refresh_from_db()
    assert (stay.outcome, stay.work, stay.replacement_serial, stay.returned_on, stay.returned_by) == (
        "replaced",
        "Otra nueva",
        "SN-9",
        TODAY,
        ana,
    )


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"outcome": "repaired", "on": "2026-11-09"}, "is before the hand-in"),
        ({"outcome": "repaired", "on": "2026-11-20"}, "has not come yet."),
        ({"outcome": "repaired", "on": "2026-11-19", "replacement_serial": "SN-9"}, "for units that were replaced"),
    ],
    ids=["before the hand-in", "in the future", "serial of nothing"],
)
def test_return_that_cannot_be_is_refused(send, unit, form, sentence):
    stay = hand_in(unit=unit, fault="No gira", on=dt.date(2026, 11, 10), by=SYSTEM, now=NOW)
    assertContains(send(f"stays/{stay.pk}/return/", **form), sentence, status_code=409)
    stay.refresh_from_db()
    assert (stay.returned_on, stay.outcome) == (None, "")


def test_return_twice_is_refused_and_what_was_typed_is_kept(send, unit):
    stay = hand_in(unit=unit, fault="No gira", on=dt.date(2026, 11, 10), by=SYSTEM, now=NOW)
    send(f"stays/{stay.pk}/return/", outcome="repaired", work="Junta", on="2026-11-19")
    answer = send(f"stays/{stay.pk}/return/", outcome="no_fault", work="Nada de nada", on="2026-11-19")
    assertContains(answer, "It went back on", status_code=409)
    assertContains(answer, "Nada de nada", status_code=409)
    stay.refresh_from_db()
    assert (stay.outcome, stay.work) == ("repaired", "Junta")


def test_return_of_a_stay_of_another_unit_does_not_exist(send, written):
    other = hand_in(unit=UnitFactory(), fault="No gira", by=SYSTEM, now=NOW)
    assert send(f"stays/{other.pk}/return/", outcome="repaired", on="2026-11-19").status_code == 404
    other.refresh_from_db()
    assert other.returned_on is None


def test_past_stay_is_written_with_both_days_and_lengthens_the_guarantee(send, unit, desk):
    before = desk.get(f"/desk/units/{unit.pk}/").context["page"].passport.decision.lines[0].until
    form = {"fault": "No gira", "handed_in_on": "2026-05-04", "returned_on": "2026-05-14", "outcome": "repaired"}
    assertRedirects(send("stays/past/", **form), f"/desk/units/{unit.pk}/", fetch_redirect_response=False)
    page = desk.get(f"/desk/units/{unit.pk}/").context["page"]
    assert (page.passport.decision.lines[0].until - before).days == 10
    assert [(stay.handed_in_on, days) for stay, days in page.past_stays] == [(dt.date(2026, 5, 4), 10)]


def stay_often(unit, times):
    days = [DELIVERED + dt.timedelta(days=n) for n in range(times)]
    return [CustodyFactory(unit=unit, handed_in_on=on, returned_on=on) for on in days][::-1]


def test_page_of_a_long_life_shows_the_newest_stays_and_counts_the_rest(desk, unit):
    stays = stay_often(unit, 60)
    here = CustodyFactory(unit=unit, handed_in_on=TODAY)
    answer = desk.get(f"/desk/units/{unit.pk}/")
    page = answer.context["page"]
    shown = [here, *stays[:50]]
    assert (page.stays, [stay for stay, _days in page.past_stays]) == (shown, stays[:50])
    assert [stay for stay, _form in page.corrections] == shown
    assertContains(answer, "10 stays before these are not shown here.", count=2)
    assertContains(answer, "Receipts of earlier stays", count=1)
    receipts = [f"/desk/custody/{stay.pk}/hand-in" in answer.content.decode() for stay in stays]
    assert receipts == [True] * 50 + [False] * 10
    assert page.lines_kept_back == len(page.story) - 100 > 0
    assertContains(answer, f"{page.lines_kept_back} lines before these are not shown here.")


def test_page_of_a_usual_life_keeps_nothing_back(desk, unit):
    stay_often(unit, 12)
    answer = desk.get(f"/desk/units/{unit.pk}/")
    assertNotContains(answer, "not shown here")
    assertNotContains(answer, "Receipts of earlier stays")


def test_past_stay_sent_twice_is_refused(send, written):
    form = {"fault": "No gira", "handed_in_on": "2026-05-04", "returned_on": "2026-05-14", "outcome": "repaired"}
    send("stays/past/", **form)
    before = written()
    assert send("stays/past/", **form).status_code == 409
    assert written() == before


# Registrations, plans, visits.


def test_registration_starts_the_term_of_its_guarantee(send, unit, guarantee, desk):
    send("registrations/", guarantee=guarantee.pk, on="2026-03-09", reference="HX-1")
    [it] = desk.get(f"/desk/units/{unit.pk}/").context["page"].passport.promised
    assert (it.registration.starts_on, it.registration.reference, it.awaits_registration) == (
        dt.date(2026, 3, 9),
        "HX-1",
        False,
    )


@pytest.mark.parametrize("on", ["2026-11-20", "2026-03-01"], ids=["in the future", "before the purchase"])
def test_registration_on_an_impossible_day_is_refused(send, guarantee, written, on):
    before = written()
    assert send("registrations/", guarantee=guarantee.pk, on=on).status_code == 409
    assert written() == before


def test_registration_twice_is_refused(send, guarantee, written):
    send("registrations/", guarantee=guarantee.pk, on="2026-03-09")
    before = written()
    answer = send("registrations/", guarantee=guarantee.pk, on="2026-03-09")
    assertContains(answer, "registered for that guarantee already", status_code=409)
    assert written() == before


def test_registration_with_a_guarantee_of_another_product_is_refused(send, written):
    other = CommercialGuarantee.objects.create(name="Otra", guarantor="H", months=12, product=UnitFactory().product)
    before = written()
    assert send("registrations/", guarantee=other.pk, on="2026-03-09").status_code == 422
    assert written() == before


def test_plan_is_added_once(send, unit, plan, written):
    send("plans/", plan=plan.pk, starts_on="", reference="T-1")
    cover = Cover.objects.get()
    assert (cover.unit, cover.plan, cover.starts_on, cover.reference) == (unit, plan, None, "T-1")
    before = written()
    assertContains(send("plans/", plan=plan.pk), "has that plan already", status_code=409)
    assert written() == before


def test_plan_of_a_year_that_is_a_slip_is_refused(send, plan, written):
    before = written()
    answer = send("plans/", plan=plan.pk, starts_on="9999-12-31")
    assertContains(answer, "The plan cannot begin after", status_code=409)
    assert written() == before


def test_plan_that_the_unit_has_is_offered_no_more(desk, unit, plan):
    other = ServicePlan.objects.create(name="Otro", guarantor="T", kinds=["free_support"], months=12)
    add_plan(unit=unit, plan=plan, by=SYSTEM, now=NOW)
    form = desk.get(f"/desk/units/{unit.pk}/").context["page"].plan_form
    assert [str(pk) for pk, _name in form.fields["plan"].choices] == ["", str(other.pk)]


@pytest.fixture
def cover(unit, plan):
    return add_plan(unit=unit, plan=plan, by=SYSTEM, now=NOW)


def test_visit_is_recorded_with_its_centre(send, unit, cover):
    centre = ServiceCentre.objects.create(name="Taller Norte", address="Calle 1", country="ES")
    send(f"covers/{cover.pk}/visits/", visits_seen=0, on="2026-06-01", centre=centre.pk, note="Filtro")
    visit = MaintenanceVisit.objects.get()
    assert (visit.cover, visit.on, visit.centre, visit.note) == (cover, dt.date(2026, 6, 1), centre, "Filtro")


def test_visit_sent_twice_counts_once(send, cover):
    for _ in range(2):
        answer = send(f"covers/{cover.pk}/visits/", visits_seen=0, on="2026-06-01")
    assertContains(answer, "Another visit was written down meanwhile.", status_code=409)
    assert cover.visits.count() == 1


def test_visit_beyond_the_plan_is_refused(send, cover):
    for seen, on in enumerate(["2026-06-01", "2026-07-01"]):
        send(f"covers/{cover.pk}/visits/", visits_seen=seen, on=on)
    answer = send(f"covers/{cover.pk}/visits/", visits_seen=2, on="2026-08-01")
    assertContains(answer, "visits of this plan are used up", status_code=409)
    assert cover.visits.count() == 2


@pytest.mark.parametrize("on", ["2026-11-20", "2026-03-05", ""], ids=["in the future", "before the plan", "none"])
def test_visit_on_an_impossible_day_is_refused(send, cover, on):
    assert send(f"covers/{cover.pk}/visits/", visits_seen=0, on=on).status_code in (409, 422)
    assert cover.visits.count() == 0


def test_visit_of_a_plan_of_another_unit_does_not_exist(send, unit, plan):
    other = add_plan(unit=UnitFactory(), plan=plan, by=SYSTEM, now=NOW)
    assert send(f"covers/{other.pk}/visits/", visits_seen=0, on="2026-11-18").status_code == 404
    assert MaintenanceVisit.objects.count() == 0


# Facts of the sale.


def test_sale_asks_only_what_can_be_true_of_it(desk):
    asked = {}
    for condition in ("new", "used", "digital_element"):
        unit = UnitFactory(condition=condition)
        asked[condition] = list(desk.get(f"/desk/units/{unit.pk}/").context["page"].sale_form.fields)
    assert asked == {
        "new": ["changed_hands_on"],
        "used": ["used_term_months", "changed_hands_on"],
        "digital_element": ["digital_supply_months", "changed_hands_on"],
    }


def test_sale_keeps_what_its_form_did_not_ask(desk):
    unit = UnitFactory(condition="used", used_term_months=12)
    type(unit).objects.filter(pk=unit.pk).update(condition="new")
    assert desk.post(f"/desk/units/{unit.pk}/sale/", {"changed_hands_on": "2026-11-18"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.used_term_months, unit.changed_hands_on) == (12, dt.date(2026, 11, 18))


def test_sale_completed_decides_the_cases_again(send, unit):
    ticket = open_case(unit=unit)
    send("sale/", changed_hands_on="2026-06-01")
    unit.refresh_from_db()
    assert unit.changed_hands_on == dt.date(2026, 6, 1)
    assert ticket.decisions.first().facts["changed_hands"] is True


def test_sale_that_changes_hands_tomorrow_is_refused(send, unit):
    assertContains(send("sale/", changed_hands_on="2026-11-20"), "has not come yet.", status_code=409)
    unit.refresh_from_db()
    assert unit.changed_hands_on is None


# Slips mended.


@pytest.fixture
def stay(unit):
    return record_stay(
        unit=unit, fault="No gira", handed_in_on=dt.date(2026, 5, 4), returned_on=dt.date(2026, 5, 14),
        outcome=Outcome.REPAIRED, by=SYSTEM, now=NOW,
    )  # fmt: skip


CORRECTION = {"handed_in_on": "2026-05-04", "returned_on": "2026-05-20", "paid": "", "outcome": "repaired"}


def test_correction_moves_the_days_tells_who_and_why_and_decides_the_cases_again(send, unit, stay, desk):
    ticket = open_case(unit=unit)
    for _ in range(2):
        answer = send(f"stays/{stay.pk}/correction/", **CORRECTION, reason="Lo dice el resguardo.")
        assertRedirects(answer, f"/desk/units/{unit.pk}/", fetch_redirect_response=False)
    assert ticket.decisions.first().facts["custody"][0]["returned"] == "2026-05-20"
    page = desk.get(f"/desk/units/{unit.pk}/")
    told = [(it.words, it.more, it.reason) for it in page.context["page"].changes]
    assert told == [
        (f"Stay {stay.number} corrected by Ana Ruiz", "Returned: 14/05/2026 → 20/05/2026", "Lo dice el resguardo.")
    ]
    assertContains(page, "Lo dice el resguardo.")


def test_correction_of_an_open_stay_asks_only_what_is_known_of_it(desk, unit):
    hand_in(unit=unit, fault="No gira", on=dt.date(2026, 11, 10), by=SYSTEM, now=NOW)
    [(_stay, form)] = desk.get(f"/desk/units/{unit.pk}/").context["page"].corrections
    assert list(form.fields) == ["handed_in_on", "paid", "reason"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"reason": ""}, 422), ({"returned_on": "2026-05-01"}, 409), ({"returned_on": "x"}, 422), ({"outcome": ""}, 422)],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_correction_that_cannot_be_is_refused_and_what_was_typed_is_kept(send, stay, changes, status, htmx):
    before = list(Custody.objects.values())
    form = CORRECTION | {"reason": "El resguardo", "replacement_serial": ""} | changes
    answer = send(f"stays/{stay.pk}/correction/", htmx=htmx, **form)
    assertContains(answer, 'value="2026-05-04"', status_code=200 if htmx else status)
    assert (list(Custody.objects.values()), AuditEntry.objects.count()) == (before, 0)


def test_removal_takes_a_plan_and_a_registration_away_and_says_so(send, unit, desk, plan, guarantee):
    cover = add_plan(unit=unit, plan=plan, by=SYSTEM, now=NOW)
    registered = register_guarantee(unit=unit, guarantee=guarantee, on=DELIVERED, by=SYSTEM, now=NOW)
    assert [name for _cover, name, _form in desk.get(f"/desk/units/{unit.pk}/").context["page"].removals] == [
        *("Motor", "Tranquilidad"),
    ]
    for it in (cover, registered):
        assert send(f"covers/{it.pk}/removal/", reason="Era de otro pedido").status_code == 302
        assert send(f"covers/{it.pk}/removal/", reason="Era de otro pedido").status_code == 404
    page = desk.get(f"/desk/units/{unit.pk}/").context["page"]
    assert (Cover.objects.count(), page.removals) == (0, [])
    assert [it.words for it in page.changes] == ["«Tranquilidad» removed by Ana Ruiz", "«Motor» removed by Ana Ruiz"]


@pytest.mark.parametrize("htmx", [True, False])
def test_removal_of_a_plan_that_was_used_is_refused(send, cover, desk, unit, htmx):
    record_visit(cover=cover, on=dt.date(2026, 6, 1), by=SYSTEM, now=NOW)
    answer = send(f"covers/{cover.pk}/removal/", htmx=htmx, reason="Era de otro pedido")
    assertContains(answer, "Visits of this plan were used", status_code=200 if htmx else 409)
    assert (Cover.objects.count(), AuditEntry.objects.count()) == (1, 0)


def test_removal_without_a_reason_is_refused(send, cover):
    assertContains(send(f"covers/{cover.pk}/removal/", reason=""), 'class="errorlist"', status_code=422)
    assert Cover.objects.count() == 1


def test_slips_of_another_unit_do_not_exist(send, plan):
    other = UnitFactory(delivery__delivered_at=day(DELIVERED), purchase__purchased_at=day(BOUGHT))
    cover, stay = (
        add_plan(unit=other, plan=plan, by=SYSTEM, now=NOW),
        hand_in(unit=other, fault="x", by=SYSTEM, now=NOW),
    )
    assert send(f"covers/{cover.pk}/removal/", reason="x").status_code == 404
    form = {"handed_in_on": "2026-11-15", "reason": "x"}
    assert send(f"stays/{stay.pk}/correction/", **form).status_code == 404
    assert (Cover.objects.count(), AuditEntry.objects.count()) == (1, 0)


def test_sale_completed_is_told_with_what_it_was(send, desk, unit):
    send("sale/", changed_hands_on="2026-06-01")
    [told] = desk.get(f"/desk/units/{unit.pk}/").context["page"].changes
    assert (told.words, told.more) == ("Sale completed by Ana Ruiz", "Changed hands: — → 01/06/2026")


# Who may.

ADDRESSES = ["stays/", "stays/past/", "stays/1/return/", "registrations/", "plans/", "covers/1/visits/", "sale/"]
ADDRESSES += ["stays/1/correction/", "covers/1/removal/"]


@pytest.mark.parametrize("where", ADDRESSES)
def test_customer_changes_nothing_at_the_desk(client, unit, written, where):
    client.force_login(CustomerUserFactory(email=unit.purchase.customer.email))
    before = written()
    assert client.post(f"/desk/units/{unit.pk}/{where}", {"fault": "x", "on": "2026-11-19"}).status_code == 404
    assert written() == before


@pytest.mark.parametrize("where", ADDRESSES)
def test_unit_that_is_none_is_404(desk, where):
    assert desk.post(f"/desk/units/0/{where}", {"fault": "x", "on": "2026-11-19"}).status_code == 404


@pytest.mark.parametrize("where", ADDRESSES)
def test_form_is_not_read_by_a_get(send, desk, unit, where):
    assert desk.get(f"/desk/units/{unit.pk}/{where}").status_code == 405


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30", "ayer", "31/12/2026"])
def test_day_beyond_all_sense_is_answered_with_a_page(send, unit, guarantee, cover, desk, on):
    other = ServicePlan.objects.create(name="Otro", guarantor="T", kinds=["extension"], months=600)
    stay = {"fault": "No gira", "outcome": "repaired"}
    forms = [
        ("stays/", {"fault": "No gira", "on": on}),
        ("stays/past/", stay | {"handed_in_on": on, "returned_on": on}),
        ("stays/past/", stay | {"handed_in_on": "2026-05-04", "returned_on": on}),
        ("registrations/", {"guarantee": guarantee.pk, "on": on}),
        ("plans/", {"plan": other.pk, "starts_on": on}),
        (f"covers/{cover.pk}/visits/", {"visits_seen": 0, "on": on}),
        ("sale/", {"changed_hands_on": on}),
    ]
    assert {send(where, **form).status_code for where, form in forms} <= {302, 409, 422}
    assert desk.get(f"/desk/units/{unit.pk}/").status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "𝕏" * 600, " \n "])
def test_words_of_any_kind_are_shown_as_text_or_refused(send, desk, unit, text):
    assert send("stays/", fault=text, accessories=text[:500], on="2026-11-19").status_code in (302, 422)
    assertNotContains(desk.get(f"/desk/units/{unit.pk}/"), "<script>alert")
