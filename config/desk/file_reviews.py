"""File review on the desk: sheets to fill in, what to put right, what the organiser does next."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import READ, Clocks, Entry, Queue, urgent
from enforcement.models import User
from supervision import scoring
from supervision.models import Campaign, FileReview, Rectification, ScoreSheet
from supervision.scoring import ZERO
from supervision.services.follow_up import ANSWER_SUBJECT, RECTIFY_SUBJECT
from supervision.services.results import SUBJECT

# What a file of a campaign waits for from its organiser.
WAITING = (FileReview.Status.MEETING, FileReview.Status.OBJECTED)


def to_score(user: User, on: date) -> Queue | None:
    """The open sheets of the account; None when there are none."""
    rows = ScoreSheet.objects.own(user).filter(status=ScoreSheet.Status.OPEN)
    found = list(rows.select_related("file__case", "file__agency")[:READ])
    entries = [
        Entry(
            title=str(row.file.case.title),
            detail=f"{row.file.case.number} · {row.file.agency}",
            url=reverse("review-sheet", args=[row.pk]),
            step=_("评查评分"),
        )
        for row in found
    ]
    return queue("file-scores", _("待评分的案卷"), entries, reverse("review-sheets"))


def to_rectify(user: User, on: date) -> Queue | None:
    """What the agency has to put right, and the results it may still object to."""
    rows = Rectification.objects.filter(
        file__agency=user.agency, status=Rectification.Status.DEMANDED
    )
    told = FileReview.objects.told().filter(agency=user.agency, status=FileReview.Status.SCORED)
    entries = [*demands(rows, on, _("报告整改")), *objectionable(told, on)]
    return queue("rectifications", _("评查结果和整改"), entries, reverse("review-own"))


def objectionable(rows: QuerySet[FileReview], on: date) -> list[Entry]:
    """Results whose days to object have not run out."""
    found = list(rows.select_related("case")[:READ])
    clocks = Clocks.of({SUBJECT: [str(row.pk) for row in found]}, on)
    entries = []
    for row in found:
        clock, left = clocks.next((SUBJECT, str(row.pk)))
        if clock is not None and clock.due_on >= on:
            entries.append(
                Entry(
                    title=str(row.case.title),
                    detail=f"{row.case.number} · {scoring.text(row.score or ZERO)} {row.grade}",
                    url=reverse("review-file", args=[row.pk]),
                    step=_("查看评查结果"),
                    clock=clock,
                    left=left,
                )
            )
    return entries


def to_manage(user: User, on: date) -> Queue | None:
    """What the campaigns of the account's agency wait for: draw, meeting, answer, confirmation, and
    what is overdue with the agencies."""
    campaigns = Campaign.objects.visible_to(user)
    own = Rectification.objects.filter(file__campaign__in=campaigns)
    late = own.filter(status=Rectification.Status.DEMANDED, due_on__lt=on)
    entries = [
        *(drawable(row) for row in campaigns.filter(status="committed", seed_day__lte=on)[:READ]),
        *waiting(campaigns, on),
        *demands(own.filter(status=Rectification.Status.REPORTED), on, _("确认整改")),
        *demands(late, on, _("督促整改（逾期）")),
    ]
    return queue("file-reviews", _("案卷评查"), entries, reverse("review-campaigns"))


def drawable(row: Campaign) -> Entry:
    """A campaign whose random value is there."""
    url = reverse("review-seed", args=[row.pk])
    return Entry(title=row.title, detail=row.source_name, url=url, step=_("录入随机数并抽取"))


def waiting(campaigns: QuerySet[Campaign], on: date) -> list[Entry]:
    """Files that wait for the organiser."""
    rows = FileReview.objects.filter(campaign__in=campaigns, status__in=WAITING)
    found = list(rows.select_related("case", "agency")[:READ])
    clocks = Clocks.of({ANSWER_SUBJECT: [str(row.pk) for row in found]}, on)
    entries = []
    for row in found:
        clock, left = clocks.next((ANSWER_SUBJECT, str(row.pk)))
        meeting = row.status == FileReview.Status.MEETING
        entries.append(
            Entry(
                title=str(row.case.title),
                detail=f"{row.case.number} · {row.agency}",
                url=reverse("review-file", args=[row.pk]),
                step=_("增派评查人员或者合议") if meeting else _("答复评查异议"),
                clock=clock,
                left=left,
            )
        )
    return entries


def demands(rows: QuerySet[Rectification], on: date, step: str) -> list[Entry]:
    """Rectifications as entries with their clocks."""
    found = list(rows.select_related("file__case", "file__agency")[:READ])
    clocks = Clocks.of({RECTIFY_SUBJECT: [str(row.pk) for row in found]}, on)
    entries = []
    for row in found:
        clock, left = clocks.next((RECTIFY_SUBJECT, str(row.pk)))
        entries.append(
            Entry(
                title=str(row.file.case.title),
                detail=f"{row.file.case.number} · {row.file.agency}",
                url=reverse("review-file", args=[row.file_id]),
                step=step,
                clock=clock,
                left=left,
            )
        )
    return entries


def queue(key: str, title: str, entries: list[Entry], more: str) -> Queue | None:
    """A queue, or None: file review comes once or twice a year, and an empty one says nothing."""
    if not entries:
        return None
    return Queue(
        key=key,
        title=title,
        entries=urgent(entries),
        total=len(entries),
        more_url=more,
        empty="",
        hint="",
    )
