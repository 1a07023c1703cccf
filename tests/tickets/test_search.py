import pytest

from tests.cases import open_case
from tests.factories import CustomerFactory, UnitFactory
from tickets.search import find_cases, find_customers, reference_in

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
        "romero",
        "GIL",
        "gil marta",
        "marta.gil@",
        "MARTA.GIL@CORREO.EXAMPLE",
        "600 11 12 22",
        "+34 600111222",
        "+3460011",
        "60011",
        "PED-7788",
        "PED-77",
        "L9-220471",
        "l9-22",
        "  marta   romero ",
    ],
)
def test_find_by_what_the_customer_can_tell(hers, words):
    assert find_cases(words) == ([hers], False)


def test_find_by_reference_however_it_is_written(hers):
    letters = hers.reference.replace("-", "").removeprefix("PV")
    for words in [hers.reference, hers.reference.lower(), letters, f"pv {letters[:4]} {letters[4:]}", f"PV{letters}"]:
        assert find_cases(words) == ([hers], False), words


@pytest.mark.parametrize("words", ["", " ", "x", "\x00", "nadie así", "%", "__", "' OR 1=1 --", "9" * 500])
def test_find_nothing_for_words_that_fit_nothing(hers, words):
    assert find_cases(words) == ([], False)


def test_find_shows_the_newest_up_to_the_limit_and_says_so(marta):
    cases = [open_case(customer=marta) for _ in range(4)]
    assert find_cases("marta", limit=3) == (cases[:0:-1], True)


def test_find_customers_stops_at_its_limit(marta):
    for _ in range(3):
        CustomerFactory(name="Marta Otra")
    assert len(find_customers("marta", limit=2)) == 2


@pytest.mark.parametrize("text", ["PV-0000-0000", "PVABCDEFG", "hola", "PV-7K3M-92QXA"])
def test_reference_that_cannot_be_one_is_none(text):
    assert reference_in(text) == ""


@pytest.mark.parametrize("cases", [1, 3, 30])
def test_search_costs_the_same_queries_whatever_it_finds(marta, cases, django_assert_num_queries):
    for _ in range(cases):
        open_case(customer=marta)
    with django_assert_num_queries(5):
        assert len(find_cases("marta gil")[0]) == cases
