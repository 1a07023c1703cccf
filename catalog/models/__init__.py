from catalog.models.product import Product
from catalog.models.product_line import ProductLine

__all__ = ["Product", "ProductLine"]
