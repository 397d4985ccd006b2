"""What SQLite knows of its tables when it chooses an index; PostgreSQL's autovacuum keeps that by itself.

Without it every index counts as equally good, and one of a state that all rows have is taken for a key.
"""

from django.apps import apps
from django.db import connection

ROWS = 400  # read of an index at most, as the manual of SQLite advises


def learn() -> int:
    """Look at every table of ours, each in a transaction of its own; returns how many."""
    if connection.vendor != "sqlite":
        return 0
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS}")
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
    return len(tables)
