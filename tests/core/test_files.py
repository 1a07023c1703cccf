import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.actions.files import store_files
from core.errors import Refused
from core.models import StoredFile
from tests.factories import NOW
from tests.uploads import huge, pdf, photo, program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def store(upload):
    return store_files(uploads=[upload], now=NOW)[0]


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_store_photo_keeps_what_it_is_and_not_what_it_says(kind, content_type):
    stored = store(photo("de/la\\nevera.exe", kind=kind))

    assert stored.content_type == content_type
    assert stored.name == f"nevera.{kind.lower()}"
    assert (stored.width, stored.height) == (640, 480)
    with stored.file, Image.open(stored.file) as image:
        assert image.format == kind


def test_store_photo_of_a_phone_with_two_pictures_keeps_the_first():
    out = io.BytesIO()
    second = Image.new("RGB", (80, 60), "navy")
    Image.new("RGB", (640, 480), "teal").save(out, "MPO", save_all=True, append_images=[second])

    stored = store(SimpleUploadedFile("movil.jpg", out.getvalue()))

    assert (stored.content_type, stored.width, stored.height) == ("image/jpeg", 640, 480)


def test_store_photo_forgets_where_it_was_taken_and_turns_it_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Cámara secreta"

    stored = store(photo(exif=exif))

    assert (stored.width, stored.height) == (480, 640)
    with stored.file, Image.open(stored.file) as image:
        assert dict(image.getexif()) == {}


def test_store_big_photo_makes_it_smaller():
    stored = store(photo(size=(5120, 1280)))

    assert (stored.width, stored.height) == (2560, 640)


def test_store_pdf_keeps_its_bytes():
    stored = store(pdf("Factura nº 1.pdf"))

    assert (stored.name, stored.content_type, stored.is_image) == ("Factura nº 1.pdf", "application/pdf", False)
    with stored.file as kept:
        assert kept.read() == pdf().read()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (program(), "file_unknown"),
        (SimpleUploadedFile("pagina.jpg", b"<html><script>alert(1)</script>"), "file_unknown"),
        (SimpleUploadedFile("dibujo.svg", SVG), "file_unknown"),
        (SimpleUploadedFile("vacia.jpg", b""), "file_empty"),
        (SimpleUploadedFile("cortada.jpg", photo().read()[:400]), "file_unknown"),
        (SimpleUploadedFile("animada.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "file_unknown"),
        (huge(), "file_too_big"),
        (photo("inmensa.png", kind="PNG", size=(8000, 8000)), "file_unknown"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_store_what_is_no_photo_is_refused_and_nothing_kept(upload, code, folder):
    with pytest.raises(Refused) as refused:
        store(upload)

    assert refused.value.code == code
    assert upload.name in str(refused.value)
    assert StoredFile.objects.count() == 0
    assert on_disk(folder) == []


def test_store_several_of_which_the_last_is_bad_keeps_none(folder):
    with pytest.raises(Refused):
        store_files(uploads=[photo(), pdf(), program()], now=NOW)

    assert StoredFile.objects.count() == 0
    assert on_disk(folder) == []


def test_store_file_names_nothing_on_disk_after_the_sender(folder):
    store(photo("marta-gil-dni.jpg"))

    assert [path.suffix for path in on_disk(folder)] == [".jpeg"]
    assert "marta" not in on_disk(folder)[0].name
