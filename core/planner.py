"""What SQLite knows of its tables when it chooses an index; PostgreSQL's autovacuum keeps that by itself.

Without it every index counts as equally good, and one of a state that all rows have is taken for a key.
"""

from django.apps import apps
from django.db import connection


def learn() -> int:
    """Look at every table of ours, each in a transaction of its own; returns how many.

    All of it: an index read only in part counts as more telling than it is, above all one of a state.
    """
    if connection.vendor != "sqlite":
        return 0
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
    return len(tables)
