"""Nothing that leads to a customer is forgotten, and nobody gets what is another's."""

import datetime as dt
import json

import pytest
from django.apps import apps

from core.actors import SYSTEM, actor_of
from core.models import User
from customers.actions.email import change_email
from customers.actions.handing_over import hand_over
from customers.models import Customer
from privacy.holdings import BY_NAME, HOLDINGS, files_in, files_of, gathered, notes_among_us
from privacy.people import Person
from privacy.purposes import WHY, Purpose
from privacy.titles import TITLES
from privacy.untold import UNTOLD
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CoverFactory, CustodyFactory, CustomerFactory, UnitFactory
from tests.privacy.ulpiano import EMAIL, FILE_WORDS, NAME, PHONE, WORDS, Ulpiano
from tests.uploads import photo
from tickets.actions.conversation import add_note, reply_to_customer

LATER = NOW + dt.timedelta(days=1)
# What holds files without being anybody's: each is told by the row that leads to it.
FILES = {"core.storedfile"}


def ahead(model):
    """The tables to which its rows point."""
    return {field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation}


def lead_to_customers():
    found, models = {Customer}, apps.get_models(include_auto_created=True)
    while more := {model for model in models if model not in found and ahead(model) & found}:
        found |= more
    return {model._meta.label_lower for model in found}


def test_every_table_that_leads_to_a_customer_is_told_or_has_a_reason():
    told = {holding.model._meta.label_lower for holding in HOLDINGS}
    assert sorted(lead_to_customers() - told - set(UNTOLD)) == []
    assert sorted(told & set(UNTOLD)) == []
    assert sorted(set(UNTOLD) - lead_to_customers()) == []


def test_every_file_of_a_customer_comes_by_a_holding():
    """A table with a file is a holding, or leads to no customer."""
    with_files = {model._meta.label_lower for model in apps.get_models() if files_in(model)} - FILES
    told = {holding.model._meta.label_lower for holding in HOLDINGS}
    assert sorted(with_files & lead_to_customers() - told) == []


def test_every_holding_has_a_title_and_a_reason():
    assert [holding.name for holding in HOLDINGS] == list(TITLES)
    assert len(BY_NAME) == len(HOLDINGS)
    assert set(WHY) == set(Purpose)


@pytest.fixture
def ulpiano(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return Ulpiano()


def test_gather_tells_a_whole_person_as_plain_values(ulpiano):
    told = gathered(Person.of(ulpiano.customer), now=LATER)
    text = json.dumps(told, ensure_ascii=False)
    assert [word for word in (NAME, EMAIL, PHONE, WORDS) if word not in text] == []
    assert [record["ref"] for record in told["records"]] == [ulpiano.customer.ref, ulpiano.other.ref]
    assert len(told["products"]) == 2
    assert told["cases"][0]["status_words"]
    assert [name for name in ("notes", "drafts", "drafts_files") if told[name]] == []


def test_gather_hides_what_opens_doors_and_what_was_noted_among_us(ulpiano):
    add_note(ticket=ulpiano.case, text="Nota: su vecina Ramona llamó", by=actor_of(ulpiano.agent), now=NOW)
    person = Person.of(ulpiano.customer)
    text = json.dumps(gathered(person, now=LATER), ensure_ascii=False)
    session = apps.get_model("usersessions", "UserSession").objects.get()
    hidden = ["Ramona", f"{NAME} no coge", f"Nota sobre {NAME}", session.session_key, ulpiano.agent.email]
    assert [word for word in hidden if word in text] == []
    assert notes_among_us(person) >= 2
    whole = json.dumps(gathered(person, now=LATER, whole=True), ensure_ascii=False)
    assert [word for word in hidden[:3] if word not in whole] == []
    assert session.session_key not in whole


def test_gather_keeps_a_reply_that_its_author_may_take_back(ulpiano):
    case = open_case(unit=ulpiano.other_unit, now=NOW)
    by = actor_of(ulpiano.agent)
    reply_to_customer(ticket=case, text="Todavía no se ha dicho", hold=True, by=by, now=NOW)
    person = Person.of(ulpiano.customer)
    held = json.dumps(gathered(person, now=NOW), ensure_ascii=False)
    sent = json.dumps(gathered(person, now=LATER), ensure_ascii=False)
    assert ("Todavía no se ha dicho" in held, "Todavía no se ha dicho" in sent) == (False, True)


def test_gather_gives_nothing_of_anybody_else(ulpiano):
    other = CustomerFactory(name="Basilisa Otra", email="basilisa@correo.example", address="Plaza Roja 9")
    unit = UnitFactory(purchase__customer=other, purchase__order_ref="PED-OTRA", serial="SN-OTRA")
    open_case(unit=unit, text="Palabras de Basilisa", files=[photo("basilisa.jpg")])
    person = Person.of(ulpiano.customer)
    for whole in (False, True):
        text = json.dumps(gathered(person, now=LATER, whole=whole), ensure_ascii=False)
        assert [word for word in ("Basilisa", "Plaza Roja", "PED-OTRA", "SN-OTRA") if word in text] == []
        assert "basilisa.jpg" not in [held.file.name for held in files_of(person, now=LATER, whole=whole)]


def test_gather_of_what_changed_hands_tells_each_their_own_time(ulpiano):
    """The holder knows the piece and what happened to it since; not what it cost, nor what was wrong before."""
    seller = CustomerFactory(email="vendedora@correo.example")
    unit = UnitFactory(purchase__customer=seller, purchase__order_ref="PED-SUYA", serial="SN-USADA", price="777.00")
    CoverFactory(unit=unit, reference="CONTRATO-SUYO")
    day = dt.timedelta(days=1)
    CustodyFactory(
        unit=unit, fault="Avería de antes", handed_in_on=NOW.date() - 9 * day, returned_on=NOW.date() - 8 * day
    )
    unit.holder, unit.changed_hands_on = ulpiano.customer, NOW.date() - 5 * day
    unit.save()
    CustodyFactory(unit=unit, fault="Avería de ahora")
    mine = json.dumps(gathered(Person.of(ulpiano.customer), now=LATER), ensure_ascii=False)
    theirs = json.dumps(gathered(Person.of(seller), now=LATER), ensure_ascii=False)
    words = ("SN-USADA", "Avería de antes", "Avería de ahora", "777", "PED-SUYA", "CONTRATO-SUYO")
    assert [word for word in words if word in mine] == ["SN-USADA", "Avería de ahora"]
    assert [word for word in words if word not in theirs] == ["Avería de ahora"]
    assert [row["holder"] for row in gathered(Person.of(seller), now=LATER)["products"]] == ["somebody else"]


def test_gather_of_what_changed_hands_names_no_other_in_its_traces(ulpiano):
    other = CustomerFactory(email="compradora@correo.example")
    hand_over(unit=ulpiano.other_unit, to=other, on=NOW.date(), by=SYSTEM, now=NOW)
    row = gathered(Person.of(ulpiano.customer), now=LATER)["changes"][-1]
    assert (row["what"], row["before"]["holder"], row["after"]["holder"]) == ("changed_hands", None, "somebody else")
    theirs = gathered(Person.of(other), now=LATER)["changes"][-1]
    assert (theirs["what"], theirs["after"]["holder"]) == ("changed_hands", other.pk)


def test_gather_finds_the_letters_to_an_address_that_they_had(ulpiano):
    before = len(gathered(Person.of(ulpiano.customer), now=LATER, whole=True)["letters"])
    account = User.objects.get(email=EMAIL)
    change_email(account=account, email="otra@correo.example", by=SYSTEM, now=NOW)
    ulpiano.customer.refresh_from_db()
    after = gathered(Person.of(ulpiano.customer), now=LATER, whole=True)["letters"]
    assert before > 0
    assert len(after) == before + 1  # the one that told the old address


def test_gather_of_letters_leaves_out_what_was_written_to_a_colleague(ulpiano):
    ulpiano.case.refresh_from_db()
    letters = gathered(Person.of(ulpiano.customer), now=LATER, whole=True)["letters"]
    assert {row["kind"] for row in letters} & {"mentioned", "noticed", "password_reset"} == set()


def test_files_are_those_of_messages_filings_and_registrations(ulpiano):
    person = Person.of(ulpiano.customer)
    mine, whole = files_of(person, now=LATER), files_of(person, now=LATER, whole=True)
    assert {held.holding for held in mine} == {"files", "on_the_way_files", "registrations"}
    assert {held.holding for held in whole} - {held.holding for held in mine} == {"drafts_files"}
    assert len({held.path for held in whole}) == len(whole)
    found = []
    for held in mine:
        with held.file.file.open() as content:
            found.append(FILE_WORDS in content.read())
    assert any(found)


def test_file_that_nobody_looked_into_stays_here(ulpiano):
    person = Person.of(ulpiano.customer)
    held = files_of(person, now=LATER)[0]
    held.file.state = "raw"
    held.file.save()
    assert held.row not in [one.row for one in files_of(person, now=LATER) if one.holding == held.holding]


def test_person_without_an_address_is_one_record():
    customer = Customer(pk=7, email="")
    assert Person.of(customer) == Person(customers=(7,), email="", accounts=())


@pytest.mark.django_db
def test_person_never_has_the_account_of_a_colleague():
    agent = AgentFactory(email="ana@tienda.example")
    customer = CustomerFactory(email=agent.email)
    assert Person.of(customer).accounts == ()
    assert gathered(Person.of(customer), now=NOW)["account"] == []
