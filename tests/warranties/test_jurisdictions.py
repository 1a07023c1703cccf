import pytest
from django.utils.translation import override

from warranties.jurisdictions import country_name, every_jurisdiction, jurisdiction


@pytest.mark.parametrize(("country", "found"), [("GB", "UK"), (" gb ", "UK"), ("UK", "UK"), ("es", "ES"), ("", "")])
def test_jurisdiction_is_the_country_save_the_united_kingdom(country, found):
    assert jurisdiction(country) == found


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("es", ["Reino Unido", "España", "QQ"]),
        ("en", ["United Kingdom", "Spain", "QQ"]),
        ("pt-br", ["Reino Unido", "Espanha", "QQ"]),
        (None, ["Reino Unido", "España", "QQ"]),
    ],
)
def test_country_is_named_in_the_language_of_the_reader(language, names):
    with override(language):
        assert [country_name(code) for code in ("UK", "ES", "QQ")] == names


def test_every_jurisdiction_is_a_country_once_by_the_code_of_the_law():
    found = every_jurisdiction()
    assert len(found) == len(set(found)) > 240
    assert {"UK", "ES", "AD"} <= set(found)
    assert {"GB", "EU", "ZZ", "001"} & set(found) == set()
