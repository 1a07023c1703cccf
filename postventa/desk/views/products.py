"""What customers see of products: pictures, icons of lines, papers. Managers keep them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.actions.documents import add_document, change_document, remove_document
from catalog.actions.pictures import remove_picture, set_icon, set_picture
from catalog.finding_products import products_found
from catalog.models import Document, Product, ProductLine
from core.errors import Refused
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.products import DocumentForm, FindForm, IconForm, PictureForm
from postventa.desk.rail import rail

SHOWN = 100


@manager_required
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """The lines, and the products that are looked for."""
    form = FindForm(request.GET if "q" in request.GET or "line" in request.GET else None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {"q": "", "line": None}
    found = products_found(asked["q"], line=asked["line"], limit=SHOWN + 1)
    lines = ProductLine.objects.annotate(n=Count("products", distinct=True), papers=Count("documents", distinct=True))
    context = {
        "form": form, "lines": lines.order_by("name"), "products": found[:SHOWN], "more": len(found) > SHOWN,
        "nav": "settings",
    }  # fmt: skip
    return render(request, "desk/settings/products.html", context | rail(request))


@manager_required
@require_safe
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """A product: its picture and its papers."""
    return _page(request, get_object_or_404(Product.objects.select_related("line"), pk=pk))


@manager_required
@require_POST
def product_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The product gets a picture, or another one."""
    about = get_object_or_404(Product.objects.select_related("line"), pk=pk)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_picture(product=about, upload=form.cleaned_data["picture"], by=actor(request), now=timezone.now())
        except Refused as refusal:
            form.add_error("picture", str(refusal))
        else:
            messages.success(request, _("The picture is kept."))
            return redirect("desk:product_settings", pk)
    return _page(request, about, status=422, picture_form=form)


@manager_required
@require_POST
def product_picture_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """The product shows the icon of its line again."""
    remove_picture(product=get_object_or_404(Product, pk=pk), by=actor(request), now=timezone.now())
    messages.success(request, _("The picture is gone."))
    return redirect("desk:product_settings", pk)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """A line: its icon, which a POST sets, and its papers."""
    about = get_object_or_404(ProductLine, pk=pk)
    form = IconForm(request.POST if request.method == "POST" else None, initial={"icon": about.icon})
    if form.is_bound and form.is_valid():
        set_icon(line=about, icon=form.cleaned_data["icon"], by=actor(request), now=timezone.now())
        messages.success(request, _("The icon is kept."))
        return redirect("desk:line_settings", pk)
    return _page(request, about, status=422 if form.errors else 200, icon_form=form)


@manager_required
@require_POST
def product_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper of a product."""
    return _added(request, get_object_or_404(Product.objects.select_related("line"), pk=pk))


@manager_required
@require_POST
def line_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper of all products of a line."""
    return _added(request, get_object_or_404(ProductLine, pk=pk))


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of a paper, and whether customers read it."""
    row = get_object_or_404(Document.objects.select_related("product__line", "line", "file"), pk=pk)
    form = DocumentForm(*([request.POST] if request.method == "POST" else []), document=row)
    if form.is_bound and form.is_valid():
        try:
            change_document(document=row, **form.cleaned_data, by=actor(request), now=timezone.now())
        except Refused as refusal:
            form.refuse(refusal, code=refusal.code)
        else:
            messages.success(request, _("The document is kept."))
            return _to(row.product or row.line)
    context = {"document": row, "about": row.product or row.line, "form": form, "nav": "settings"} | rail(request)
    return render(request, "desk/settings/document.html", context, status=422 if form.errors else 200)


@manager_required
@require_POST
def document_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper is thrown away."""
    row = get_object_or_404(Document.objects.select_related("product", "line"), pk=pk)
    remove_document(document=row, by=actor(request), now=timezone.now())
    messages.success(request, _("The document is gone."))
    return _to(row.product or row.line)


def _added(request: HttpRequest, about: Product | ProductLine) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        upload = given.pop("file")
        try:
            add_document(about=about, upload=upload, **given, by=actor(request), now=timezone.now())
        except Refused as refusal:
            form.refuse(refusal, code=refusal.code)
        else:
            messages.success(request, _("The document is kept."))
            return _to(about)
    return _page(request, about, status=422, document_form=form)


def _to(about: Product | ProductLine | None) -> HttpResponse:
    if about is None:
        return redirect("desk:products")
    return redirect("desk:product_settings" if isinstance(about, Product) else "desk:line_settings", about.pk)


def _page(request: HttpRequest, about: Product | ProductLine, *, status: int = 200, **forms: object) -> HttpResponse:
    is_product = isinstance(about, Product)
    context = {
        "about": about,
        "product": about if is_product else None,
        "line": about.line if isinstance(about, Product) else about,
        "documents": about.documents.select_related("file"),  # type: ignore[attr-defined]
        "picture_form": PictureForm() if is_product else None,
        "icon_form": None,
        "document_form": DocumentForm(),
        "nav": "settings",
    }
    return render(request, "desk/settings/product.html", context | forms | rail(request), status=status)
