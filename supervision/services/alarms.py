"""Alarms of file review: an objection to answer, what has to be put right.

A `Subject` names the page by one key: here the file under review, which is no case, so that the
handlers of the case hear nothing of it, and the heads of the agency and its supervisors do.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from enforcement.services import alarms
from enforcement.services.alarms import Kind, Subject
from supervision.models import FileReview, Rectification
from supervision.services.follow_up import ANSWER_SUBJECT, RECTIFY_SUBJECT

PAGE = "review-file"


def of_files(keys: Iterable[str]) -> dict[str, Subject]:
    """Files whose objection waits, by key: the duty is the organiser's."""
    rows = FileReview.objects.filter(pk__in=[UUID(key) for key in keys])
    return {
        str(row.pk): Subject(row.campaign.agency, row.pk, str(row), PAGE)
        for row in rows.select_related("campaign__agency", "case")
    }


def of_rectifications(keys: Iterable[str]) -> dict[str, Subject]:
    """What has to be put right, by key: the duty is the agency's."""
    rows = Rectification.objects.filter(pk__in=[UUID(key) for key in keys])
    return {
        str(row.pk): Subject(row.file.agency, row.file_id, str(row.file), PAGE)
        for row in rows.select_related("file__agency", "file__case")
    }


KINDS = (
    Kind(ANSWER_SUBJECT, of_files, ("supervisor", "head")),
    Kind(RECTIFY_SUBJECT, of_rectifications, ("unithead", "head")),
)


def give(on: date) -> int:
    """Give every alarm due on the day that was not given; how many."""
    return sum(alarms.send(alarm) for alarm in alarms.due(on, KINDS))
