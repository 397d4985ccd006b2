"""Made-up campaigns of file review, walked through the real services on archived files without papers.

The justice bureau reviews the files of two bureaus. The days: committed to on 1 June 2026, the seed is
of 3 June, scored on 8 June.
"""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from enforcement.models import Agency, Case, User
from recording.models import Document, Evidence
from supervision.models import Campaign, FileReview, ScoreSheet
from supervision.services import campaigns, follow_up, scores
from supervision.services.scores import Entry
from tests import factories
from tests.base import Cast, day
from tests.enforcement.prepared_draws import signed
from tests.moving import put
from tests.recording import bare
from tests.retold import told_once

COMMITTED, SEED_DAY, SCORED = day(6, 1), day(6, 3), day(6, 8)
ARCHIVED = day(4, 1)
MASK, VALUE = "9999.99", "3187.52"


def archived(agency: Agency, number: int = 1, *, on: date = ARCHIVED, **fields: Any) -> Case:
    """A filed case put into the archive on the day, without its papers."""
    row = factories.case(agency, filed=True, **fields)
    put(row, "closed", ended_on=day(3, 20), close_ground="执行完毕")
    bare.archive(row, row.created_by, number=f"2026{agency.pk:03}{number:03}", sealed_on=on)
    put(row, "archived", archived_on=on)
    row.refresh_from_db()
    return row


def panel(cast: Cast, count: int = 4) -> list[User]:
    """Reviewers from elsewhere: legal reviewers of a third bureau."""
    where = factories.agency(parent=cast.government)
    return [
        factories.user("reviewer", where, username=f"panel{number}", name=f"评试{number}")
        for number in range(count)
    ]


@told_once
def planned(cast: Cast, *, people: Sequence[User] = (), **fields: Any) -> Campaign:
    """A campaign of the supervisor over both bureaus."""
    values: dict[str, Any] = {
        "title": "2026年上半年行政执法案卷评查",
        "agencies": [cast.bureau, cast.other_bureau],
        "reviewers": list(people) or panel(cast),
        "kinds": ["penalty"],
        "sheet_key": "national",
        "period_from": day(1, 1),
        "period_to": day(5, 31),
        "count": 1,
        "rate": None,
        "reviewers_each": 2,
        "seed_day": SEED_DAY,
        "seed_mask": MASK,
        "source_name": "云溪综合指数收盘价",
        "source_url": "https://example.org/index",
        "source_how": "当日收盘点数，保留两位小数",
        **fields,
    }
    return campaigns.plan(by=values.pop("by", cast.supervisor), on=COMMITTED, **values)


@told_once
def committed(cast: Cast, **fields: Any) -> Campaign:
    """The same, committed to, and the log sealed after it."""
    row = planned(cast, **fields)
    campaigns.commit(row, by=row.prepared_by, at=factories.at(COMMITTED))
    signed(factories.at(COMMITTED, 23))
    return row


@told_once
def drawn(cast: Cast, **fields: Any) -> Campaign:
    """The same, drawn on the day of the seed."""
    row = committed(cast, **fields)
    return campaigns.run(row, by=row.prepared_by, on=SEED_DAY, value=VALUE)


@told_once
def file_of(cast: Cast, **fields: Any) -> FileReview:
    """The one file of a campaign over the bureau, with two sheets to fill in."""
    archived(cast.bureau)
    campaign = drawn(cast, agencies=[cast.bureau], **fields)
    return FileReview.objects.get(campaign=campaign)


def fill(sheet: ScoreSheet, **findings: int) -> ScoreSheet:
    """Judge every line: none found but those named."""
    entries = [
        Entry(mark.item, findings.get(mark.item, 0), "见案卷第3页。") for mark in sheet.marks.all()
    ]
    scores.save(sheet, by=sheet.reviewer, entries=entries)
    return sheet


def sign(sheet: ScoreSheet, *, on: date = SCORED, **findings: int) -> ScoreSheet:
    """The same, signed."""
    fill(sheet, **findings)
    return scores.sign(sheet, by=sheet.reviewer, at=factories.at(on), opinion="总体规范。")


def sheets_of(file: FileReview) -> list[ScoreSheet]:
    """The sheets in the order they were given out."""
    return list(file.sheets.select_related("reviewer").order_by("ordinal"))


@told_once
def scored(cast: Cast, *findings: dict[str, int], **fields: Any) -> FileReview:
    """The one file, signed by its reviewers with these findings."""
    file = file_of(cast, **fields)
    given = findings or ({}, {})
    for sheet, found in zip(sheets_of(file), given, strict=False):
        sign(sheet, on=SCORED, **found)
    return FileReview.objects.get(pk=file.pk)


def scene(cast: Cast, cases: dict[str, str]) -> dict[str, str]:
    """Keys of a campaign with one file to score and one with a result and a report of what was put
    right; the supervisor scores both with two others."""
    campaign = drawn(
        cast, agencies=[cast.bureau], people=[cast.supervisor, *panel(cast, 2)], reviewers_each=3
    )
    waiting = FileReview.objects.get(campaign=campaign)
    served = Case.objects.get(pk=UUID(cases["served"]))
    told = campaigns.add(
        campaign, by=cast.supervisor, on=SEED_DAY, case=served, reason="群众投诉。"
    )
    for sheet in sheets_of(told):
        sign(sheet, e_inquiry=1)
    told.refresh_from_db()
    demand = follow_up.demand_rectification(told, by=cast.supervisor, on=SCORED, text="补正笔录。")
    entry = follow_up.report(
        demand,
        by=cast.unithead,
        on=day(6, 10),
        text="已补正。",
        stream=io.BytesIO(factories.PHOTO),
        file_name="整改说明.jpg",
    )
    mine = waiting.sheets.get(reviewer=cast.supervisor)
    return {
        "campaign": str(campaign.pk),
        "score_sheet": str(mine.pk),
        "told_file": str(told.pk),
        "open_file": str(waiting.pk),
        "open_paper": str(Document.objects.filter(case=waiting.case)[0].pk),
        "open_evidence": str(Evidence.objects.filter(case=waiting.case)[0].pk),
        "rectification": str(demand.pk),
        "rectification_proof": str(entry.pk),
    }
