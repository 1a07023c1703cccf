import pytest

from tests.cases import open_case
from tests.factories import CustodyFactory, CustomerFactory, UnitFactory
from tickets.actions import opening
from tickets.search import find_customers, find_for_case, reference_in
from tickets.search.numbers import near_customers, units_of_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil Romero", email="marta.gil@correo.example", phone="+34600111222")


@pytest.fixture
def hers(marta):
    unit = UnitFactory(purchase__customer=marta, purchase__order_ref="PED-7788", serial="L9-220471")
    case = open_case(unit=unit)
    open_case()  # somebody else's, that no search here may find
    return case


@pytest.mark.parametrize(
    "words",
    [
        "romero", "GIL", "gil marta", "marta rom", "marta.gil@", "MARTA.GIL@CORREO.EXAMPLE", "600 11 12 22",
        "+34 600111222", "+3460011", "60011", "PED-7788", "PED-77", "ped-7788", "L9-220471", "l9-22",
        "  marta   romero ",
    ],
)  # fmt: skip
def test_find_by_what_the_customer_can_tell(find, hers, words):
    assert find(words) == [hers]


def test_find_by_reference_however_it_is_written(find, hers):
    letters = hers.reference.replace("-", "").removeprefix("PV")
    for words in [hers.reference, hers.reference.lower(), f"PV-{letters[:4]}-{letters[4:]}"]:
        assert find(words) == [hers], words
    for words in [letters, f"pv {letters[:4]} {letters[4:]}", f"PV{letters}"]:
        assert reference_in(words) == hers.reference, words


@pytest.mark.parametrize("reference", ["PV-QJST-ZHGQ", "PV-2345-6789", "PV-LAST-2WED"])
def test_find_by_reference_whatever_its_letters(find, monkeypatch, reference):
    monkeypatch.setattr(opening, "_new_reference", lambda: reference)
    case = open_case()
    assert find(reference) == find(reference.lower()) == [case]


@pytest.mark.parametrize("words", ["", " ", "x", "\x00", "nadie así", "%", "__", "' OR 1=1 --", "9" * 500])
def test_find_nothing_for_words_that_fit_nothing(find, hers, words):
    assert find(words) == []


@pytest.mark.parametrize("text", ["PV-0000-0000", "PVABCDEFG", "hola", "PV-7K3M-92QXA"])
def test_reference_that_cannot_be_one_is_none(text):
    assert reference_in(text) == ""


def test_find_customers_stops_at_its_limit(marta):
    for _ in range(3):
        CustomerFactory(name="Marta Otra")
    assert len(find_customers("marta", limit=2)) == 2


@pytest.mark.parametrize("words", ["nuñez", "NÚÑEZ", "Nunez lu", "lucia núñ"])
def test_find_customers_by_part_of_the_name_without_its_accents(words):
    lucia = CustomerFactory(name="Lucía Núñez")
    CustomerFactory(name="Lucio Muñoz")
    assert find_customers(words) == [lucia]


def test_find_for_case_gives_the_unit_that_was_named(marta, hers):
    other = UnitFactory(purchase__customer=marta)
    for words in ("L9-2204", "ped-7788"):
        (found,) = find_for_case(words)
        assert (found.customer, found.unit) == (marta, hers.unit)
    for words in ("marta.gil@", "600111222", "romero"):
        (found,) = find_for_case(words)
        assert (found.customer, found.unit) == (marta, None)
    assert (find_for_case(other.serial)[0].unit, find_for_case("")) == (other, [])


def test_near_customers_have_every_name_but_for_a_slip():
    raul = CustomerFactory(name="Raúl González")
    CustomerFactory(name="Raúl Gonzalo")
    CustomerFactory(name="Ana González")
    assert [near_customers(words) for words in ("raul gonzales", "gonsales raul", "", "gil")] == [[raul], [], [], []]


def test_receipt_leads_to_its_unit():
    stay = CustodyFactory()
    assert [units_of_receipt(words) for words in (stay.number, f"r{stay.pk}", "R-999999", "R-", "hola")] == [
        [stay.unit_id], [stay.unit_id], [], [], [],
    ]  # fmt: skip
