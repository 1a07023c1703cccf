import pytest
from django.core import signing

from tests.factories import UnitFactory
from warranties.links import unit_of, unit_token, unit_url

pytestmark = pytest.mark.django_db


def test_token_opens_its_unit_and_holds_nothing_but_its_key():
    unit, _other = UnitFactory(), UnitFactory()
    token = unit_token(unit)

    assert unit_of(token) == unit
    assert token.rpartition(":")[0] == str(unit.pk)
    assert unit_url(unit).endswith(f"/u/{token}/")


def test_token_is_the_same_every_time_and_short_enough_for_a_qr():
    unit = UnitFactory()

    assert unit_token(unit) == unit_token(unit)
    assert len(unit_token(unit)) <= len(str(unit.pk)) + 44


def test_token_of_another_unit_with_this_signature_opens_nothing():
    mine, other = UnitFactory(), UnitFactory()
    signature = unit_token(mine).rpartition(":")[2]

    assert unit_of(f"{other.pk}:{signature}") is None


@pytest.mark.parametrize("token", ["", ":", "1", "1:", "1:é", "\x00", "x" * 5000])
def test_nonsense_opens_nothing(token):
    UnitFactory()

    assert unit_of(token) is None


@pytest.mark.parametrize("signed", [signing.Signer(salt="another.door").sign, signing.Signer().sign, signing.dumps])
def test_token_signed_for_something_else_opens_nothing(signed):
    assert unit_of(signed(str(UnitFactory().pk))) is None


def test_token_of_a_unit_that_is_gone_opens_nothing():
    unit = UnitFactory()
    token = unit_token(unit)
    unit.delete()

    assert unit_of(token) is None


def test_token_signed_before_the_secret_was_changed_opens_its_unit(settings):
    unit = UnitFactory()
    token = unit_token(unit)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret", [settings.SECRET_KEY]

    assert unit_of(token) == unit
