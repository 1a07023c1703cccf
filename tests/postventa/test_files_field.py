"""The field for several files, at every door where there is one."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from core.rules import ACCEPTED
from postventa.desk.forms.messages import MessageForm
from postventa.desk.forms.new_ticket import NewTicketForm
from postventa.files_field import Files
from postventa.portal.forms.cases import ReplyForm
from postventa.portal.forms.embed import EmbedForm
from postventa.portal.forms.facts import FactsForm
from postventa.portal.forms.filing import FilesForm
from tests.uploads import pdf, photo
from tickets.rules import MAX_FILES

FORMS = [MessageForm, NewTicketForm, ReplyForm, FactsForm, FilesForm, EmbedForm]


class Letter(forms.Form):
    files = Files()


def sent(*files):
    return Letter({}, MultiValueDict({"files": list(files)}))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_with_files_has_the_same_field(form):
    field = form.base_fields["files"]
    assert (type(field), field.required, field.widget.attrs["accept"]) == (Files, False, ",".join(ACCEPTED))
    assert str(MAX_FILES) in field.help_text


def test_files_come_in_their_order():
    files = [photo(), pdf(), SimpleUploadedFile("vacia.jpg", b"")]  # an empty one is refused by the action, by its name
    form = sent(*files)
    assert form.is_valid()
    assert form.cleaned_data["files"] == files


def test_no_files_are_fine():
    form = sent()
    assert (form.is_valid(), form.cleaned_data["files"]) == (True, [])


def test_one_file_too_many_is_refused():
    assert sent(*[pdf() for _ in range(MAX_FILES)]).is_valid()
    assert sent(*[pdf() for _ in range(MAX_FILES + 1)]).errors.as_data()["files"][0].code == "files_many"
