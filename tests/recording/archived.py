"""Sealed files for tests of what comes after sealing, made without their papers."""

import io
from typing import Any

from django.db import DatabaseError, connection, transaction

from core.triggers import refusal
from enforcement.models import Case
from recording import inner_volume, manifest
from recording.models import Archive, Loan, Supplement, SupplementItem
from recording.services import archive, lending, supplements
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

FROM, UNTIL = day(3, 28), day(4, 10)
SEALED, LATER = day(3, 27), day(4, 2)


def file_of(cast: Cast, case: Case | None = None, number: str = "20260001") -> Archive:
    """A file with the list of its case as it stands; the case itself stays open."""
    found = case or factories.case(cast.bureau, filed=True)
    told = archive.content(found, number, SEALED, by=cast.officer1)
    row = bare.archive(
        found,
        cast.officer1,
        number=number,
        manifest=told,
        manifest_sha256=manifest.digest(told),
        sealed_on=SEALED,
    )
    inner_volume.keep(row)
    return row


def wish(**changes: Any) -> lending.Wish:
    """A court asks for a copy of the whole file."""
    values: dict[str, Any] = {
        **{"what": "whole", "form": "copy", "borrower": "高试", "unit": "市人民法院"},
        **{"purpose": "审理案件", "basis": "调字3号", "starts_on": FROM, "until": UNTIL},
        **changes,
    }
    return lending.Wish(**values)


def asked(file: Archive, cast: Cast, **changes: Any) -> Loan:
    """A loan that waits for an answer."""
    return lending.request(file, by=cast.officer1, wish=wish(**changes))


def lent(file: Archive, cast: Cast, **changes: Any) -> Loan:
    """A loan that went out."""
    return lending.approve(asked(file, cast, **changes), by=cast.unithead, on=FROM)


def draft(file: Archive, cast: Cast, *titles: str, reason: str = "归档后收到。") -> Supplement:
    """A supplementary volume with a piece for each title."""
    row = supplements.start(file, by=cast.officer1, reason=reason)
    for title in titles:
        piece(row, cast, title)
    return row


def piece(row: Supplement, cast: Cast, title: str, **values: Any) -> SupplementItem:
    """One piece of a supplementary volume."""
    given = {
        **{"media": "document", "dated_on": SEALED, "source": "法院送达。"},
        **{"file_name": "a.pdf", "stream": io.BytesIO(factories.PAPER), **values},
    }
    return supplements.add(row, by=cast.officer1, title=title, **given)


def added(file: Archive, cast: Cast, *titles: str) -> Supplement:
    """A supplementary volume that was approved."""
    row = draft(file, cast, *titles)
    supplements.submit(row, by=cast.officer1)
    return supplements.approve(row, by=cast.unithead, on=LATER, opinion="同意")


def code_of(sql: str) -> str:
    """What the database answers to the statement: its code, or its words."""
    try:
        with transaction.atomic():
            connection.cursor().execute(sql)
    except DatabaseError as error:
        found = refusal(error)
        return found[0] if found else str(error)
    return "accepted"
