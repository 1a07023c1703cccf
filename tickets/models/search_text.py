from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchText(models.Model):
    """The words by which a case is found: all that was said, its customer, product, order, serial and reference.

    Apart from the case, so that a change of state does not write them again.
    """

    ticket = models.OneToOneField("tickets.Ticket", models.PROTECT, primary_key=True, related_name="search_text")
    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="+", null=True, db_index=False)
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            models.Index(fields=["product", "-ticket"], name="search_of_product"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
