"""Scope and row-level security: the wall between instances, in PostgreSQL."""
