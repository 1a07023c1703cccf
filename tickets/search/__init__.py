"""Finding cases: what was typed is read (query), asked of the index of words and of the numbers (finding)."""

from tickets.search.finding import Found, find
from tickets.search.numbers import FoundCustomer, find_customers, find_for_case, reference_in
from tickets.search.query import Query, read_query

__all__ = ["Found", "FoundCustomer", "Query", "find", "find_customers", "find_for_case", "read_query", "reference_in"]
