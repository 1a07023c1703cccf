"""Reads across the tables of cases: QuerySets and plain values. They write nothing."""
