"""Spanish addresses as people write them, and the community whose holidays and law count there."""

from __future__ import annotations

import datetime as dt

import pytest
from holidays import country_holidays

from core.places import Place, region_code
from core.spain import BY_NAME, BY_POSTAL_CODE, community_of
from core.zones import zone_of
from customers.states import CustomerKind
from followups.queries import place_of as place_of_calls
from tests.factories import CustomerFactory
from tickets.queries.deadlines import jurisdictions_of, place_of

COMMUNITIES = {code for code in country_holidays("ES").subdivisions if len(code) == 2}


def test_every_province_is_of_a_community_and_every_community_has_one():
    assert [int(digits) for digits in BY_POSTAL_CODE] == list(range(1, 53))
    assert set(BY_POSTAL_CODE.values()) == set(BY_NAME.values()) == COMMUNITIES


@pytest.mark.parametrize(
    ("region", "code"),
    [
        *[("Sevilla", "AN"), ("SEVILLA", "AN"), ("Provincia de Sevilla", "AN"), ("Sevilla (Andalucía)", "AN")],
        *[("León", "CL"), ("Castilla y León", "CL"), ("Guadalajara, Castilla-La Mancha", "CM"), ("CL", "CL")],
        *[("Girona", "CT"), ("Gerona", "CT"), ("Lleida", "CT"), ("Barcelona", "CT"), ("Província de Barcelona", "CT")],
        *[("Gipuzkoa", "PV"), ("Bizkaia", "PV"), ("Vizcaya", "PV"), ("Araba/Álava", "PV"), ("Euskadi", "PV")],
        *[("A Coruña", "GA"), ("La Coruña", "GA"), ("Ourense", "GA"), ("Galiza", "GA"), ("Nafarroa", "NC")],
        *[("València", "VC"), ("Alacant", "VC"), ("Comunitat Valenciana", "VC"), ("Castelló", "VC")],
        *[("Mallorca", "IB"), ("Illes Balears", "IB"), ("Las Palmas", "CN"), ("Santa Cruz de Tenerife", "CN")],
        *[("Principado de Asturias", "AS"), ("Región de Murcia", "MC"), ("Comunidad Foral de Navarra", "NC")],
        *[("Baviera", ""), ("", "")],
    ],
)
def test_region_is_known_by_its_provinces_and_in_its_languages(region, code):
    assert region_code("ES", region) == code


@pytest.mark.parametrize(
    ("postal_code", "code"),
    [
        *[
            ("41001", "AN"),
            ("28 013", "MD"),
            ("E-08001", "CT"),
            ("ES-15001", "GA"),
            ("es 48001", "PV"),
            (" 51001 ", "CE"),
        ],
        *[("8001", "CT"), ("1001", "PV")],  # a spreadsheet lost the nought
        *[
            ("", ""),
            ("00100", ""),
            ("53000", ""),
            ("99999", ""),
            ("410011", ""),
            ("AD500", ""),
            ("4100A", ""),
            ("1", ""),
        ],
        *[("1", ""), ("٤١٠٠١", ""), ("41001\x00", ""), ("9" * 20, "")],
    ],
)
def test_postal_code_says_the_community(postal_code, code):
    assert community_of(postal_code) == code


@pytest.mark.parametrize(
    ("country", "region", "postal_code", "code"),
    [
        ("ES", "", "41001", "AN"),
        ("es", "España", "41001", "AN"),
        ("ES", "Madrid", "41001", "MD"),  # what is said goes first
        ("PT", "", "41001", ""),
        ("MX", "Guadalajara", "44100", ""),
        ("", "Sevilla", "41001", ""),
    ],
)
def test_postal_code_counts_in_spain_where_the_region_is_not_known(country, region, postal_code, code):
    assert region_code(country, region, postal_code) == code


def test_place_rests_on_the_days_of_the_community_and_not_on_those_of_a_city():
    zone = zone_of("Europe/Madrid")
    assert not Place.of("ES", "", "41001", zone=zone).is_working_day(dt.date(2025, 2, 28))
    assert Place.of("ES", "", "28001", zone=zone).is_working_day(dt.date(2025, 2, 28))
    barcelona = Place.of("ES", "Barcelona", "08201", zone=zone)  # Sabadell
    assert not barcelona.is_working_day(dt.date(2025, 9, 11))
    assert barcelona.is_working_day(dt.date(2025, 9, 24))  # la Mercè, of the city
    assert Place.of("PT", " Alentejo ", "", zone=zone).region == " Alentejo "


@pytest.mark.django_db
@pytest.mark.parametrize(("region", "postal_code"), [("Sevilla", ""), ("", "41001"), ("AN", "")])
def test_customer_of_a_province_has_the_law_and_the_holidays_of_its_community(region, postal_code):
    customer = CustomerFactory(country="ES", region=region, postal_code=postal_code, kind=CustomerKind.PERSON)
    assert jurisdictions_of(customer) == ("ES", "ES-AN")
    day = dt.date(2025, 2, 28)
    assert (place_of(customer).is_working_day(day), place_of_calls(customer).is_working_day(day)) == (False, False)


@pytest.mark.django_db
def test_customer_whose_country_nobody_said_is_placed_by_the_postal_code_in_that_of_the_company():
    assert jurisdictions_of(CustomerFactory(country="", region="", postal_code="41001")) == ("ES", "ES-AN")
