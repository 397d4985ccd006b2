"""A connection to the database outlives the request, on SQLite too, where opening one reads the whole schema."""

from django.conf import settings
from django.db import connection


def test_a_connection_is_kept_between_requests() -> None:
    assert settings.DATABASES["default"]["CONN_MAX_AGE"] > 0
    assert connection.settings_dict["CONN_MAX_AGE"] > 0
