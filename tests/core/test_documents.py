import base64
import datetime as dt
import itertools
import logging
import re
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from core.documents import pdf_of, qr_svg

REPO = Path(__file__).resolve().parents[2]
ADDRESS = "https://posventa.tienda.example/u/123456:" + "aB3_-" * 8 + "xyz/"
WORDS = {"title": "Certificado <de> garantía", "number": "G-7", "issued": dt.date(2026, 11, 16)}


@pytest.fixture
def print_sheet(tmp_path, settings):
    """`print_sheet(body, **context)`: the PDF of a document with this body, made with the house's base."""
    settings.TEMPLATES = deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(tmp_path)
    numbers = itertools.count()

    def make(body: str, *, language: str = "es", **context: object) -> bytes:
        text = f'{{% extends "documents/base.html" %}}{{% block body %}}{body}{{% endblock %}}'
        name = f"sheet-{next(numbers)}.html"  # templates are read once
        (tmp_path / name).write_text(text)
        return pdf_of(name, WORDS | context, language=language)

    return make


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_print_document_puts_head_body_and_foot_on_its_pages(print_sheet, paper, settings):
    settings.COMPANY = settings.COMPANY | {"name": "Tienda & Hijos"}

    read = paper(
        print_sheet("<p>Página una</p><p>{{ said }}</p>", language="en", said="<b>Marta</b>", orientation=True)
    )

    assert [one_line(page) for page in read.pages] == [
        "Tienda & Hijos postventa@localhost Certificado <de> garantía Number G-7 · 16 November 2026 Página una "
        "<b>Marta</b> Orientation, not legal advice. Certificado <de> garantía · G-7 · 16 November 2026 Page 1 of 1"
    ]
    assert read.facts["Title"] == "Certificado <de> garantía"
    assert read.facts["Author"] == "Tienda & Hijos"
    assert read.facts["CreationDate"].startswith("D:20261116")


def test_print_long_document_numbers_every_page(print_sheet, paper):
    pages = paper(print_sheet("<p>línea</p>" * 120, language="en")).pages

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert one_line(page).endswith(f"G-7 · 16 November 2026 Page {number} of {len(pages)}")


def test_print_document_speaks_its_language_whatever_the_readers(print_sheet, paper):
    assert "16 de noviembre de 2026" in one_line(paper(print_sheet("", language="es")).pages[0])
    assert "16 November 2026" in one_line(paper(print_sheet("", language="en")).pages[0])


def test_print_document_is_tagged_for_those_who_hear_it(print_sheet, paper):
    pdf = print_sheet("<h2>Hoy</h2>{{ qr }}", qr=qr_svg(ADDRESS, label="Estado de hoy"), language="es")

    assert len(paper(pdf).pages) == 1
    streams = re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL)
    inside = b" ".join(zlib.decompress(stream) for stream in streams)
    marks = ["/MarkInfo", "/StructTreeRoot", "/Lang (es)", "/DisplayDocTitle true", "/S /H1", "/S /H2", "/S /Figure"]
    marks += ["/Alt (Estado de hoy)", 'pdfuaid:part="1"']
    assert [mark for mark in marks if mark.encode() not in inside] == []


def test_print_document_twice_gives_equal_bytes(print_sheet, paper):
    body = "<h2>Producto</h2><p>Año</p>{{ qr }}"
    qr = qr_svg(ADDRESS, label="x")

    assert print_sheet(body, qr=qr) == print_sheet(body, qr=qr)


def test_print_documents_of_several_people_at_once_mixes_nothing(print_sheet, paper):
    names = [f"Persona {n}" for n in range(8)]

    with ThreadPoolExecutor(4) as people:
        made = list(people.map(lambda name: print_sheet("<p>{{ name }}</p>", name=name), names))

    assert [name in paper(pdf).pages[0] for name, pdf in zip(names, made, strict=True)] == [True] * 8


@pytest.mark.parametrize("millimetres", [25, 32])
def test_read_qr_from_paper_gives_its_address(millimetres, print_sheet, paper):
    qr = qr_svg(ADDRESS, label="x")

    pdf = print_sheet(f"<style>.qr {{ width: {millimetres}mm; height: {millimetres}mm }}</style>{{{{ qr }}}}", qr=qr)

    assert paper(pdf).codes == [ADDRESS]


def test_draw_qr_escapes_its_label():
    drawing = qr_svg(ADDRESS, label="<Tú & yo>")

    assert drawing.startswith("<svg ")
    assert ' role="img"><title>&lt;Tú &amp; yo&gt;</title><path' in drawing
    assert "style=" not in drawing


@pytest.fixture
def strangers():
    """A web server that keeps the addresses that it was asked for."""
    asked = []

    class Keeper(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Keeper) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


WAYS_OUT = {
    "picture": '<img src="ADDRESS" alt="x">',
    "style": '<link rel="stylesheet" href="ADDRESS">',
    "imported style": "<style>@import url(ADDRESS);</style>",
    "font": '<style>@font-face { font-family: f; src: url("ADDRESS"); } p { font-family: f }</style>',
    "background": "<style>p { background: url(ADDRESS) }</style>",
    "drawing": '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><title>x</title>'
    '<image width="9" height="9" xlink:href="ADDRESS"/></svg>',
    "attachment": '<link rel="attachment" href="ADDRESS">',
    "base": '<base href="ADDRESS"><img src="x.png" alt="x">',
}


@pytest.fixture
def left_out(monkeypatch):
    """What the printer said that it left out, read from its own logger whatever other tests did to the logs."""
    said, logger = [], logging.getLogger("weasyprint")
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", lambda record: said.append(record.getMessage()))
    monkeypatch.setattr(logger, "disabled", False)
    monkeypatch.setattr(logging.root.manager, "disable", 0)
    logger.addHandler(handler)
    yield said
    logger.removeHandler(handler)


@pytest.mark.parametrize("way", WAYS_OUT.values(), ids=WAYS_OUT)
def test_print_document_asks_nobody_else_for_anything(way, print_sheet, paper, strangers, left_out):
    server, asked = strangers

    pdf = print_sheet(f"<p>Sigue</p>{way.replace('ADDRESS', server + '/mirar')}")

    assert "Sigue" in paper(pdf).pages[0]
    assert asked == []
    assert left_out != []


@pytest.fixture(scope="module")
def opened():
    """The paths of the files that Python opened; clear it to begin."""
    paths, watching = [], [True]

    def watch(event: str, details: tuple) -> None:
        if event == "open" and watching:
            paths.append(str(details[0]))

    sys.addaudithook(watch)
    yield paths
    watching.clear()  # a hook stays for good


@pytest.mark.parametrize("way", WAYS_OUT.values(), ids=WAYS_OUT)
@pytest.mark.parametrize("as_static", [False, True], ids=["file", "static"])
def test_print_document_reads_no_file_of_the_machine(
    way, as_static, print_sheet, paper, tmp_path, settings, opened, left_out
):
    secret = tmp_path / "secreto.png"
    secret.write_text("secreto")
    # Up from /static/, written so that nobody tidies it away before it is looked at.
    climb = settings.BASE_URL + "/static/" + "%2e%2e%2f" * 12 + str(secret).lstrip("/")

    opened.clear()
    pdf = print_sheet(f"<p>Sigue</p>{way.replace('ADDRESS', climb if as_static else secret.as_uri())}")

    assert str(REPO / "templates/documents/base.html") in opened
    assert [path for path in opened if "secreto" in path] == []
    assert left_out != []
    assert "Sigue" in paper(pdf).pages[0]


def test_print_document_takes_static_files_and_what_it_carries(print_sheet, paper, tmp_path, caplog):
    Image.new("RGB", (3, 3), "red").save(tmp_path / "red.png")
    carried = base64.b64encode((tmp_path / "red.png").read_bytes()).decode()

    pdf = print_sheet(f'<img src="data:image/png;base64,{carried}" alt="a"><img src="/static/img/favicon.svg" alt="b">')

    assert len(paper(pdf).pages) == 1
    assert b"/Subtype /Image" in pdf
    assert caplog.text == ""


def test_print_document_takes_the_gathered_static_files_of_production(print_sheet, paper, tmp_path, settings, caplog):
    """There the names carry a hash, and the sources do not know them."""
    name = "css/documents/paper.0123abcd.css"
    gathered = tmp_path / "static" / name
    gathered.parent.mkdir(parents=True)
    gathered.write_text("main { display: none }")
    settings.STATIC_ROOT = tmp_path / "static"

    assert finders.find(name) is None
    pdf = print_sheet(f'<link rel="stylesheet" href="/static/{name}"><p>Oculto</p>')

    assert "Oculto" not in paper(pdf).pages[0]
    assert caplog.text == ""


MANY = """
import django
django.setup()
import re, resource, sys
from pathlib import Path
from core.documents import pdf_of

def memory():
    if sys.platform == "linux":
        return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def make(many):
    for n in range(many):
        pdf_of("documents/base.html", {"title": "Certificado", "number": n}, language="es")

make(10)
before = memory()
make(80)
print(memory() / before)
"""


def python(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], cwd=REPO, capture_output=True, text=True, timeout=120)


def test_print_many_documents_keeps_memory_flat(paper):
    ran = python(MANY)

    assert ran.stderr == ""
    assert float(ran.stdout) < 1.06


def test_style_of_documents_has_nothing_that_weasyprint_keeps_for_good():
    """What it takes for OpenType features it never gives back, some 40 kB a page."""
    style = re.sub(r"/\*.*?\*/", "", (REPO / "static/css/documents/paper.css").read_text(), flags=re.DOTALL)

    assert re.findall(r"font-(?:variant|feature|kerning)[a-z-]*", style) == []


NO_PANGO = """
import cffi
real = cffi.FFI.dlopen
def dlopen(ffi, name, *rest):
    if "pango" in name:
        raise OSError(f"cannot load library '{name}': {name}: cannot open shared object file")
    return real(ffi, name, *rest)
cffi.FFI.dlopen = dlopen
"""
NO_WEASYPRINT = """
import sys
sys.modules["weasyprint"] = None
"""
ASK_TWICE = """
import django
django.setup()
import sys
import postventa.urls, core.documents
from django.utils.translation import override
assert sys.modules.get("weasyprint") is None and "core.printer" not in sys.modules
for _ in range(2):
    try:
        with override("en"):
            core.documents.pdf_of("documents/base.html", {}, language="es")
    except core.documents.Refused as refusal:
        print(refusal.code, refusal, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("without", "library"), [(NO_PANGO, "libpango-1.0-0"), (NO_WEASYPRINT, "weasyprint")], ids=["pango", "weasyprint"]
)
def test_print_document_without_its_library_is_refused_and_the_rest_works(without, library):
    ran = python(without + ASK_TWICE)

    sentence = (
        f"no_printer Documents cannot be made on this server, because the library «{library}» is missing. "
        "Whoever runs the server finds in the README how to install it."
    )
    assert (ran.returncode, ran.stderr.splitlines()) == (0, [sentence] * 2)
