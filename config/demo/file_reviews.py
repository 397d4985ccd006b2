"""File review in the demo: one campaign with files in every state, another to be drawn today."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from config.demo.cast import Staff
from config.demo.play import at
from core import calendar, workdays
from core.audit import sealing
from core.merkle import Range
from core.models import AuditCheckpoint, AuditEntry
from enforcement.models import Agency, Case, User
from supervision.models import Campaign, FileReview, ScoreSheet
from supervision.services import campaigns, follow_up, scores
from supervision.services.scores import Entry

COMMITTED, SEEDED, SCORED = 5, 4, 2  # working days before today
VALUE = "3187.52"
CASES = 5
PLAN: dict[str, Any] = {
    "kinds": ["penalty"],
    "sheet_key": "henan",
    "count": 1,
    "rate": None,
    "reviewers_each": 2,
    "seed_mask": "9999.99",
    "source_name": "示范综合指数收盘价",
    "source_url": "https://example.org/index",
    "source_how": "当日收盘点数，保留两位小数",
}
FOUND = {"e_inquiry": 1, "r_receipt": 1, "a_form": 2}
WORSE = {**FOUND, "w_light": 1, "d_facts": 1, "e_chain": 1, "n_agree": 1, "e_signed": 2}
REASONS = {
    "e_inquiry": "询问笔录没有写明询问的起止时间。",
    "r_receipt": "送达回证没有填写收件人与当事人的关系。",
    "a_form": "立案审批表、送达回证各有一处空白没有划去。",
    "w_light": "从轻处罚，卷内没有减轻危害后果的证据。",
    "d_facts": "决定书没有写明违法行为发生的时间。",
    "d_law": "引用依据没有写到款、项。",
    "e_chain": "运输记录与询问笔录的车次不一致，没有说明。",
    "n_agree": "决定书的罚款依据与告知书不一致。",
    "e_signed": "询问笔录有两处修改没有按指印。",
}


class Bench:
    """The supervisor, the reviewers of four agencies, and the days."""

    def __init__(self, staff: dict[str, Staff], today: date) -> None:
        self.today = today
        self.by: User = staff["justice"].one("supervisor")
        others = [staff[key].one("reviewer") for key in ("urban", "police", "district")]
        self.reviewers = [self.by, *others]
        self.urban = staff["urban"]
        self.agencies: list[Agency] = [staff[key].agency for key in ("urban", "police", "district")]

    @property
    def committed_on(self) -> date:
        """The day on which lists were committed to: the head of the log was signed that night."""
        return self.back(COMMITTED)

    def back(self, count: int) -> date:
        """So many working days before today."""
        return workdays.add_workdays(calendar.load(), self.today, -count).date

    def committed(self, title: str, seed_day: date, agencies: list[Agency]) -> Campaign:
        """A campaign whose lists were committed to, and the log's head signed that night."""
        row = campaigns.plan(
            by=self.by,
            on=self.committed_on,
            title=title,
            agencies=agencies,
            reviewers=self.reviewers,
            seed_day=seed_day,
            period_from=self.today.replace(month=1, day=1),
            period_to=self.today,
            **PLAN,
        )
        campaigns.commit(row, by=self.by, at=at(self.committed_on))
        return row

    def fill(self, sheet: ScoreSheet, found: dict[str, int]) -> None:
        """Judge every line as the pre-check proposes, and find what is given."""
        lines = [
            Entry(mark.item, found[mark.item], REASONS[mark.item])
            if mark.item in found
            else Entry(mark.item, mark.proposed or 0)
            for mark in sheet.marks.all()
        ]
        scores.save(sheet, by=sheet.reviewer, entries=lines)

    def sign(self, file: FileReview, *findings: dict[str, int]) -> None:
        """Sign the sheets of a file, one for each dict of findings."""
        rows = file.sheets.select_related("reviewer", "file__campaign", "file__case")
        for sheet, found in zip(rows.order_by("ordinal"), findings, strict=False):
            self.fill(sheet, found)
            moment = at(self.back(SCORED), 15)
            scores.sign(sheet, by=sheet.reviewer, at=moment, opinion="案卷总体规范。")


def first_head(at_night: datetime) -> None:
    """Sign the head of the log as it was on a night before today: it held nothing.

    A draw rests on a head that was signed between commitment and seed, and the first campaign of the
    demo was drawn days ago. The statement is true: every entry of the world is written while it
    loads, none of that night or before. What it is not is a signature given that night, so it is made
    in demo mode only, and only as the first one of a log that was never sealed. ValueError otherwise.
    """
    if settings.PRODUCTION or not settings.DEMO:
        raise ValueError("the head of a past night is signed in demo mode only")
    if AuditCheckpoint.objects.exists() or AuditEntry.objects.filter(at__lte=at_night).exists():
        raise ValueError("the log was sealed, or written to, before the demo began")
    head = sealing.checkpoint(Range(), at_night)
    transaction.on_commit(lambda: sealing.publish(head))


def play(staff: dict[str, Staff], today: date) -> Bench:
    """Two campaigns of the justice bureau; on a log in use only the one that is still to be drawn."""
    bench = Bench(staff, today)
    if not AuditCheckpoint.objects.exists():
        first_head(at(bench.committed_on, 23))
        scored(bench)
    bench.committed("城市管理处罚案卷第二批评查", today, [bench.urban.agency])
    return bench


def scored(bench: Bench) -> None:
    """A campaign that was drawn, with files in every state."""
    seeded = bench.back(SEEDED)
    row = bench.committed("行政处罚案卷集中评查", seeded, bench.agencies)
    campaigns.run(row, by=bench.by, on=seeded, value=VALUE)
    for case in worth_a_look(row):
        campaigns.add(row, by=bench.by, on=seeded, case=case, reason="群众反映较多，列为重点评查。")
    score(bench, list(row.files.order_by("ordinal")))


def worth_a_look(campaign: Campaign) -> list[Case]:
    """Decided penalties of the agencies that were not drawn."""
    drawn = campaign.files.values("case_id")
    rows = Case.objects.filter(
        agency__in=campaign.agencies.all(),
        kind="penalty",
        sealed=False,
        status__in=["decided", "closed", "archived"],
    )
    return list(rows.exclude(pk__in=drawn).order_by("filed_on", "number")[:CASES])


def score(bench: Bench, files: list[FileReview]) -> None:
    """A file put right, one objected to, one to be discussed, one half scored; the rest wait."""
    bench.sign(files[0], FOUND, FOUND)
    rectified(bench, FileReview.objects.get(pk=files[0].pk))
    bench.sign(files[1], FOUND, {**FOUND, "d_law": 1})
    head = bench.urban.one("head")
    told = FileReview.objects.get(pk=files[1].pk)
    if told.agency_id == head.agency_id:
        text = "“引用依据准确到条、款、项”已在决定书第2页写明，请求复核。"
        follow_up.object_to(told, by=head, on=bench.back(1), text=text)
    bench.sign(files[2], {}, WORSE)
    bench.sign(files[3], FOUND)


def rectified(bench: Bench, file: FileReview) -> None:
    """Demanded, and reported by the agency where it is the one of the demo's accounts."""
    on = bench.back(1)
    row = follow_up.demand_rectification(
        file, by=bench.by, on=on, text="一、补记询问起止时间的说明；二、规范送达回证的填写。"
    )
    head = bench.urban.one("unithead")
    if file.agency_id == head.agency_id:
        follow_up.report(row, by=head, on=bench.today, text="已附情况说明，并组织科室学习。")
