"""The proof: after a person was erased, nothing in the house tells who they were, and every figure is what it was."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.apps import apps

from core.actors import actor_of
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from privacy.actions.destroying import unseal
from privacy.models import Erasure
from tests.factories import NOW
from tests.privacy.fields import FORGOTTEN
from tests.privacy.figures import figures
from tests.privacy.looking import found
from tests.privacy.ulpiano import EMAIL, NAME, TRACES, WORDS, Ulpiano, belonging

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = NOW + dt.timedelta(days=1, minutes=1)


@pytest.fixture
def ulpiano(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Ulpiano()


def erase(ulpiano) -> Erasure:
    erasure = ask_erasure(customer=ulpiano.customer, by=actor_of(ulpiano.user), now=NOW)
    return block(erasure=erasure, now=TOMORROW)


def test_ulpiano_is_in_every_place_that_is_to_be_forgotten(ulpiano):
    """Else the proof would prove nothing of it."""
    missing = [
        name for name in FORGOTTEN if (rows := belonging(name, ulpiano.customers)) is not None and not rows.exists()
    ]
    empty = [name for name in FORGOTTEN if not apps.get_model(*name.split(".")[:2])._base_manager.exists()]
    assert (missing, empty) == ([], ["account.emailconfirmation"])
    assert {trace for trace, _place in found(TRACES)} == {*TRACES} - {"611 22 23 33"}


def test_erase_leaves_nothing_of_the_person_anywhere(ulpiano):
    before = figures()
    erasure = erase(ulpiano)
    assert (erasure.state, erasure.waits_for) == ("blocked", [])
    assert found(TRACES) == []
    assert figures() == before


def test_erase_seals_what_a_court_may_ask_for(ulpiano):
    erasure = erase(ulpiano)
    pieces = unseal(erasure=erasure, reason="Juzgado n.º 3", by=actor_of(ulpiano.manager), now=TOMORROW)
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        rows = json.loads(archive.read("rows.json"))
        assert {row["email"] for row in rows["records"]} == {EMAIL}
        assert WORDS in json.dumps(rows["messages"], ensure_ascii=False)
        assert len([name for name in archive.namelist() if name.startswith("files/")]) == erasure.counts["stored_files"]
        assert NAME in json.dumps(rows, ensure_ascii=False)
