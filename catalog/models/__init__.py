from catalog.models.article import Article
from catalog.models.cause_code import CauseCode
from catalog.models.document import Document
from catalog.models.knowledge import ArticleVersion, ArticleVote, KnowledgeSearch
from catalog.models.product import Product
from catalog.models.product_line import ProductLine
from catalog.models.symptom import Symptom

__all__ = [
    "Article",
    "ArticleVersion",
    "ArticleVote",
    "CauseCode",
    "Document",
    "KnowledgeSearch",
    "Product",
    "ProductLine",
    "Symptom",
]
