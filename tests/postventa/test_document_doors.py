"""Who may open the papers, at the desk and in the portal, and what they get instead of one that cannot be made."""

import datetime as dt
import sys

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    NOW,
    AgentFactory,
    CustodyFactory,
    CustomerFactory,
    CustomerUserFactory,
    GuaranteeFactory,
    UnitFactory,
)
from tests.warranties.sold import sold

pytestmark = pytest.mark.django_db

PAPERS = ("certificate", "hand_in_receipt", "return_receipt")


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil", language="en")


@pytest.fixture
def stay(marta):
    return CustodyFactory(unit=sold(dt.date(2026, 5, 4), customer=marta), returned_on=NOW.date())


def entered(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def desk():
    return entered(AgentFactory(language="en"))


@pytest.fixture
def portal(marta):
    return entered(CustomerUserFactory(email=marta.email))


def addresses(door, stay) -> list[str]:
    return [reverse(f"{door}:{name}", args=[stay.unit_id if name == "certificate" else stay.pk]) for name in PAPERS]


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_open_paper_reads_in_the_browser_and_stays_nowhere_else(door, stay, request, paper):
    visitor = request.getfixturevalue(door)
    names = [f"guarantee G-{stay.unit_id:06d}", f"hand-in {stay.number}", f"return {stay.number}"]
    titles = ["Guarantee certificate", "Hand-in receipt", "Return receipt"]

    for address, name, title in zip(addresses(door, stay), names, titles, strict=True):
        response = visitor.get(address)
        assert (response.status_code, response["content-type"]) == (200, "application/pdf")
        assert response["content-disposition"] == f'inline; filename="{name}.pdf"'
        assert response["cache-control"] == "private, no-store"
        assert response["x-robots-tag"] == "noindex"
        assert "default-src 'none'" in response["content-security-policy"]
        assert paper(response.content).facts["Title"] == title


def test_desk_prints_in_the_language_of_the_customer_or_the_one_asked_for(desk, stay, paper):
    address = addresses("desk", stay)[0]

    own, spanish = desk.get(address), desk.get(address + "?language=es")

    assert "4 May 2026" in paper(own.content).pages[0]
    assert "4 de mayo de 2026" in paper(spanish.content).pages[0]
    assert desk.get(address + "?language=xx").status_code == 404


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_outsiders_find_no_paper(door, stay):
    stranger = CustomerUserFactory(email=CustomerFactory().email)

    for address in addresses(door, stay):
        assert entered(stranger).get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_customer_finds_no_paper_at_the_desk_nor_staff_in_the_portal(desk, portal, stay):
    assert [portal.get(address).status_code for address in addresses("desk", stay)] == [404] * 3
    assert [desk.get(address).status_code for address in addresses("portal", stay)] == [404] * 3


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_paper_of_what_is_not_there_is_not_found(door, request):
    visitor = request.getfixturevalue(door)

    assert [visitor.get(reverse(f"{door}:{name}", args=[999_999])).status_code for name in PAPERS] == [404] * 3


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_certificate_before_the_delivery_answers_with_the_sentence(door, request, marta):
    unit = UnitFactory(purchase__customer=marta, delivery__delivered_at=None)

    response = request.getfixturevalue(door).get(reverse(f"{door}:certificate", args=[unit.pk]))

    assert response.status_code == 409
    assert "this product was not delivered yet" in response.content.decode()


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_return_receipt_before_the_return_answers_with_the_sentence(door, request, marta):
    stay = CustodyFactory(unit=sold(dt.date(2026, 5, 4), customer=marta))

    response = request.getfixturevalue(door).get(reverse(f"{door}:return_receipt", args=[stay.pk]))

    assert response.status_code == 409
    assert "This product is still in our hands." in response.content.decode()


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_paper_on_a_server_without_its_libraries_answers_with_the_sentence(door, request, stay, monkeypatch):
    monkeypatch.setitem(sys.modules, "core.printer", None)

    for address in addresses(door, stay):
        response = request.getfixturevalue(door).get(address)
        assert (response.status_code, response["content-type"]) == (503, "text/html; charset=utf-8")
        assert "Documents cannot be made on this server" in response.content.decode()


def test_customer_who_asks_for_too_many_papers_waits(portal, marta):
    address = reverse(
        "portal:certificate", args=[UnitFactory(purchase__customer=marta, delivery__delivered_at=None).pk]
    )

    assert {portal.get(address).status_code for _ in range(60)} == {409}

    response = portal.get(address)
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "Wait a few minutes" in response.content.decode()


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_page_of_the_product_leads_to_its_papers(door, request, stay):
    here = CustodyFactory(unit=stay.unit, handed_in_on=NOW.date())
    page = {"desk": "desk:unit", "portal": "portal:product"}[door]

    body = request.getfixturevalue(door).get(reverse(page, args=[stay.unit_id])).content.decode()

    assert [address for address in addresses(door, stay) if f'href="{address}"' not in body] == []
    assert f'href="{addresses(door, stay)[0]}?language=es"' in body  # the customer's language is English
    assert reverse(f"{door}:hand_in_receipt", args=[here.pk]) in body
    assert reverse(f"{door}:return_receipt", args=[here.pk]) not in body


@pytest.mark.parametrize("door", ["desk", "portal"])
def test_page_of_what_was_not_delivered_offers_no_certificate(door, request, marta):
    unit = UnitFactory(purchase__customer=marta, delivery__delivered_at=None)
    page = {"desk": "desk:unit", "portal": "portal:product"}[door]

    body = request.getfixturevalue(door).get(reverse(page, args=[unit.pk])).content.decode()

    assert reverse(f"{door}:certificate", args=[unit.pk]) not in body
    assert "The guarantee certificate is made once it is delivered." in body


def test_desk_warns_of_what_the_certificate_will_lack(desk, portal, stay):
    GuaranteeFactory(name="Total", guarantor="Hogarix", procedure="")

    body = desk.get(reverse("desk:unit", args=[stay.unit_id])).content.decode()

    assert "«Total» lacks what the law asks of it, and so does the certificate:" in body
    assert "after the name and a comma; how to use it." in body
    assert "lacks what the law" not in portal.get(reverse("portal:product", args=[stay.unit_id])).content.decode()
