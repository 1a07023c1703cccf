from django.contrib import admin
from unfold.admin import ModelAdmin

from catalog.models import Article, CauseCode, Product, ProductLine
from core.admin import Noted, ReadOnly


@admin.register(ProductLine)
class ProductLineAdmin(ModelAdmin):
    search_fields = ["name"]


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    list_display = ["sku", "name", "brand", "line"]
    list_filter = ["line"]
    list_select_related = ["line"]
    search_fields = ["sku", "name", "brand"]
    autocomplete_fields = ["line"]
    show_full_result_count = False


@admin.register(CauseCode)
class CauseCodeAdmin(Noted):
    """A cause is switched off, not deleted, once a case has it."""

    list_display = ["name", "code", "parent", "active"]
    list_filter = ["active"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parent"]
    noted = ("code", "name", "parent", "active")


@admin.register(Article)
class ArticleAdmin(ReadOnly):
    """They are written at the desk, with its editor."""

    list_display = ["title", "language", "published", "updated_at"]
    list_filter = ["language", "published"]
    search_fields = ["title"]
