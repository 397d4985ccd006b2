"""Rows that keep a sweep busy, made by a process of its own while others are being killed."""

from django.db import transaction

from enforcement.models import Agency
from tests import factories
from tests.base import Cast


def open_bureau() -> None:
    """The accounts that make and hear of the decisions."""
    Cast.assemble()


def make_decisions(*, waiting: int, approved: int) -> None:
    """Issued decisions without a publication, and publications that only wait to be published."""
    bureau = Agency.objects.get(name="云溪市市场监督管理局")
    for number in range(max(waiting, approved)):
        if number < waiting:
            with transaction.atomic():
                factories.issued(bureau)
        if number < approved:
            with transaction.atomic():
                factories.approved(factories.issued(bureau))
