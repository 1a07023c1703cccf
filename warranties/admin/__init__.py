"""Administration: the law in force and the company's promises are kept here; what happened is only looked at."""

from warranties.admin import covers, custody, guarantees, law, plans, recalls

__all__ = ["covers", "custody", "guarantees", "law", "plans", "recalls"]
