import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.cases import open_case
from tests.factories import CustomerUserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attached():
    """A photo and a PDF that came with a case."""
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "PNG")
    photo = SimpleUploadedFile("fuga.png", data.getvalue())
    case = open_case(files=[photo, SimpleUploadedFile("factura.pdf", b"%PDF-1.4 hola")])
    return list(case.messages.get().attachments.all())


def test_photo_is_shown_alone_and_harmless(desk, attached):
    response = desk.get(f"/desk/files/{attached[0].pk}/")
    assert (response.status_code, response["content-type"]) == (200, "image/png")
    assert response["content-disposition"] == 'inline; filename="fuga.png"'
    assert response["x-content-type-options"] == "nosniff"
    policy = dict(part.strip().partition(" ")[::2] for part in response["content-security-policy"].split(";"))
    assert (policy["default-src"], "sandbox" in policy) == ("'none'", True)
    assert "private" in response["cache-control"]
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_pdf_is_downloaded(desk, attached):
    response = desk.get(f"/desk/files/{attached[1].pk}/")
    assert response["content-disposition"] == 'attachment; filename="factura.pdf"'
    assert b"".join(response.streaming_content) == b"%PDF-1.4 hola"


def test_outsiders_get_no_file(attached):
    customer = Client()
    customer.force_login(CustomerUserFactory(email=attached[0].message.ticket.customer.email))
    address = f"/desk/files/{attached[0].pk}/"
    assert (customer.get(address).status_code, Client().get(address).status_code) == (404, 302)


def test_file_whose_bytes_are_gone_is_not_found(desk, attached):
    attached[0].file.file.delete(save=False)
    assert desk.get(f"/desk/files/{attached[0].pk}/").status_code == 404
