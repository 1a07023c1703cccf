from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.states import DocumentKind
from core.states import LANGUAGE_CODES


class DocumentQuerySet(models.QuerySet["Document"]):
    def published(self) -> DocumentQuerySet:
        return self.filter(published=True)

    def about(self, product: Product) -> DocumentQuerySet:
        """Those of the product, and those of its line."""
        of_line = Q(line=product.line_id) if product.line_id else Q(pk__in=[])
        return self.filter(Q(product=product) | of_line)


class Document(models.Model):
    """A paper of a product or of a whole line: its manual, its safety instructions. Anybody may read it."""

    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, related_name="documents", null=True, blank=True, verbose_name=_("product")
    )
    line = models.ForeignKey(
        "catalog.ProductLine", models.PROTECT, related_name="documents", null=True, blank=True, verbose_name=_("line")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind, default=DocumentKind.MANUAL)
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    published = models.BooleanField(_("published"), default=True)
    added_at = models.DateTimeField(_("added"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "title", "id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(condition=Q(product=None) ^ Q(line=None), name="document_of_product_or_line"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="document_language_known"),
        ]

    def __str__(self) -> str:
        return self.title
