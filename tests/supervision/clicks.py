"""What a person reads after a click on the pages of file review."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.base import client_of


def post(person: Any, name: str, row: Any, **data: Any) -> str:
    """What the person reads after sending the form, wherever it leads."""
    answer = client_of(person).post(reverse(name, args=[row.pk]), data, follow=True)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def status(person: Any, name: str, row: Any) -> int:
    return client_of(person).get(reverse(name, args=[row.pk])).status_code


def links(client: Client, name: str, row: Any) -> str:
    return str(client.get(reverse(name, args=[row.pk])).content.decode())
