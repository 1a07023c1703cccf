from django.contrib import admin
from unfold.admin import ModelAdmin

from catalog.models import Product, ProductLine


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
