import io
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.actions import files
from core.actions.files import received_files, store_files
from core.errors import Refused
from core.models import StoredFile
from core.rules import has_too_many_pixels
from tests.factories import NOW
from tests.uploads import huge, pdf, photo, program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def store(*uploads):
    with received_files(uploads=uploads, now=NOW) as received:
        return store_files(received=received)[0]


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


def notes(*entries: bytes) -> bytes:
    """A photo's EXIF with these entries: a tag, a type, how many and a value, in 12 bytes each."""
    return b"Exif\0\0MM\0*\0\0\0\x08" + len(entries).to_bytes(2) + b"".join(entries) + b"\0" * 4


QUARTER = b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
UNREADABLE = {
    "a turn in letters": notes(b"\x01\x12\0\x02\0\0\0\x04six\0"),
    "a turn divided by zero": notes(b"\x01\x12\0\x05\0\0\0\x01\0\0\0\x08"),
    "without end": notes(b"\x01\x12\0\x03\xff\xff\xff\xff\0\x06\0\0"),
    "cut short": notes(QUARTER)[:18],
    "empty": notes()[:12],
}
UNWRITABLE = {
    "a width in letters": notes(b"\x01\0\0\x02\0\0\0\x04abc\0", QUARTER),
    "more notes at a negative place": notes(QUARTER, b"\x87\x69\0\x06\0\0\0\x01\xca\0\0\x3e"),
}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says what it skips
@pytest.mark.parametrize("exif", UNREADABLE.values(), ids=UNREADABLE)
def test_store_photo_whose_notes_cannot_be_read_takes_it_as_it_is(exif):
    stored = store(photo(exif=exif))

    assert (stored.content_type, stored.width, stored.height) == ("image/jpeg", 640, 480)


@pytest.mark.parametrize("exif", UNWRITABLE.values(), ids=UNWRITABLE)
def test_store_photo_with_broken_notes_beside_its_turn_turns_it(exif):
    stored = store(photo(exif=exif))

    assert (stored.content_type, stored.width, stored.height) == ("image/jpeg", 480, 640)


@pytest.mark.parametrize(
    ("kind", "size", "progressive", "refused"),
    [
        ("JPEG", (7700, 7700), False, False),
        ("JPEG", (7800, 7800), False, True),
        ("JPEG", (7700, 7700), True, True),
        ("JPEG", (6000, 6000), True, False),
        ("PNG", (5001, 5001), False, True),
        ("WEBP", (4000, 4000), False, False),
        ("WEBP", (4001, 4001), False, True),
    ],
)
def test_too_many_pixels_are_those_that_cost_too_much(kind, size, progressive, refused):
    assert has_too_many_pixels(kind, *size, progressive=progressive) is refused


def test_store_photos_of_several_people_at_once_opens_one_at_a_time(folder, monkeypatch):
    open_now, most, real = 0, 0, Image.Image.thumbnail

    def thumbnail(image, size, **rest):
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        time.sleep(0.05)
        real(image, size, **rest)
        open_now -= 1

    monkeypatch.setattr(Image.Image, "thumbnail", thumbnail)
    with ThreadPoolExecutor(4) as people:
        drawn = list(people.map(lambda _n: files._checked(photo())[3], range(4)))

    assert (most, drawn) == (1, [(640, 480)] * 4)


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
        (photo("inmensa.webp", kind="WEBP", size=(7740, 7740)), "file_unknown"),
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
        store(photo(), pdf(), program())

    assert StoredFile.objects.count() == 0
    assert on_disk(folder) == []


def test_store_file_names_nothing_on_disk_after_the_sender(folder):
    store(photo("marta-gil-dni.jpg"))

    assert [path.suffix for path in on_disk(folder)] == [".jpeg"]
    assert "marta" not in on_disk(folder)[0].name


def test_receive_files_that_get_no_row_leaves_nothing_on_disk(folder):
    with received_files(uploads=[photo(), pdf()], now=NOW) as received:
        assert len(on_disk(folder)) == 2
        store_files(received=received[:1])

    assert [folder / stored.file.name for stored in StoredFile.objects.all()] == on_disk(folder)


def test_receive_files_for_what_fails_leaves_nothing_on_disk(folder):
    def fail():
        with received_files(uploads=[photo(), pdf()], now=NOW) as received:
            store_files(received=received)
            raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        fail()

    assert on_disk(folder) == []


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"comment": b"hecha en casa de Marta", "icc_profile": b"perfil de Marta" * 20}),
        ("PNG", {"icc_profile": b"perfil de Marta" * 20}),
        ("WEBP", {"icc_profile": b"perfil de Marta" * 20, "xmp": b"<x>Marta</x>", "exif": b"Exif\x00\x00II*\x00Marta"}),
    ],
)
def test_store_photo_forgets_what_was_written_in_it(kind, options):
    if kind == "PNG":
        told = PngInfo()
        told.add_text("Author", "Marta")
        told.add_itxt("XML:com.adobe.xmp", "<x>Marta</x>")
        options = options | {"pnginfo": told}

    upload = photo(kind=kind, **options)
    assert b"Marta" in upload.read() or kind == "PNG"  # a PNG keeps its profile compressed

    stored = store(upload)
    with stored.file:
        data = stored.file.read()
    assert b"Marta" not in data
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "loop",
            "background",
            "timestamp",
            "duration",
        }
