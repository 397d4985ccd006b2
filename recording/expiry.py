"""Which items of an agency may be appraised for destruction: archived, over their time, not held."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Agency, Case
from recording import retention
from recording.models import (
    Archive,
    Disposal,
    DisposalAppraisal,
    DisposalItem,
    Evidence,
    LegalHold,
    Retention,
)
from recording.retention import Term

ARTICLE = "档案法实施条例第二十四条"
FEBRUARY_28 = 28
OPEN = (DisposalAppraisal.Status.PENDING, DisposalAppraisal.Status.APPROVED)


def expired(agency: Agency, on: date) -> QuerySet[Evidence]:
    """The items whose keeping ended before the day and that no open appraisal lists, oldest first.

    One query; `assert_over` looks at each again.
    """
    newest = Retention.objects.filter(evidence=OuterRef("pk")).order_by("-pk")
    held = LegalHold.objects.filter(evidence=OuterRef("pk"), lifted_at=None)
    rows = Evidence.objects.filter(
        case__agency=agency, case__status=Case.Status.ARCHIVED, disposal=None
    ).annotate(
        decided=Subquery(newest.values("pk")[:1]), until=Subquery(newest.values("until")[:1])
    )
    over = Q(until__lt=on) | Q(decided=None) & Q(case__in=_files_over(agency, on).values("case"))
    rows = rows.filter(over).exclude(Exists(held)).exclude(Exists(_listed(OuterRef("pk"))))
    return rows.select_related("case__agency", "blob").order_by("uploaded_at", "pk")


def _files_over(agency: Agency, on: date) -> QuerySet[Archive]:
    """Archived files whose term, as their cover tells it, ended before the day."""
    rows = Archive.objects.filter(agency=agency)
    over = Q(pk=None)
    for words in rows.values_list("retention", flat=True).distinct():
        found = retention.YEARS.fullmatch(words)
        if found:
            start = on.replace(year=on.year - int(found[1]), day=min(on.day, FEBRUARY_28))
            over |= Q(retention=words, sealed_on__lte=start)
    return rows.filter(over)


def _listed(evidence: Any) -> QuerySet[DisposalItem]:
    return DisposalItem.objects.filter(evidence=evidence, left_out="", appraisal__status__in=OPEN)


def assert_over(row: Evidence, on: date, *, own: DisposalAppraisal | None = None) -> Term:
    """The term of an item that may be destroyed on the day; `own` is the appraisal that lists it.

    RuleError for one that is gone, not archived, kept for good, held, listed elsewhere, or not over.
    """
    term = retention.term_of(row)
    for wrong, text, remedy in (
        (Disposal.objects.filter(evidence=row).exists(), _("已经销毁"), _("无需再次办理。")),
        (row.case.status != Case.Status.ARCHIVED, _("案卷尚未归档"), _("请先归档。")),
        (term.held, _("已冻结"), _("请先依法解除冻结。")),
        (term.until is None, _("永久保管"), _("永久保管的不得销毁。")),
        (not term.expired(on), _("保管期限尚未届满"), _("请在期满后鉴定。")),
        (
            _listed(row).exclude(appraisal=own).exists(),
            _("已列入另一鉴定记录"),
            _("请先办结该鉴定记录。"),
        ),
    ):
        if wrong:
            raise RuleError(
                _("“%(title)s”：%(what)s，不能销毁。") % {"title": row.title, "what": text},
                article=ARTICLE,
                remedy=remedy,
                field="items",
            )
    return term
