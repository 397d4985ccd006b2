"""The register of numbers: what was taken, what is void and why, and that none is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from core import numbering
from core.errors import RuleError
from core.models import NumberSeries, NumberUse
from core.permissions import demand_in
from enforcement.models import Case, Decision, User
from recording.models import Archive, Document

VIEW, VOID = "recording.view_numbers", "recording.void_number"
BINDING = (Decision.Status.ISSUED, Decision.Status.SERVED)


@dataclass(frozen=True)
class Line:
    """One number of the register with the paper that carries it, None where no paper does."""

    use: NumberUse
    paper: Document | None


def uses_of(user: User) -> QuerySet[NumberUse]:
    """The numbers of the agencies whose rows the account may see."""
    rows = NumberUse.objects.select_related("series")
    if not user.has_perm(VIEW):
        return rows.none()
    return rows.filter(series__agency_id__in=user.visible_agency_ids())


def series_of(user: User, year: int) -> list[NumberSeries]:
    """The series of a year, each with `used`, `voided` and `newest`, its last number in words.

    A series is gap-free when `used` equals `last`.
    """
    newest = NumberUse.objects.filter(series=OuterRef("pk")).order_by("-value").values("text")[:1]
    rows = NumberSeries.objects.filter(agency_id__in=user.visible_agency_ids(), year=year)
    voided = Count("uses", filter=Q(uses__voided_at__isnull=False))
    counted = rows.annotate(used=Count("uses"), voided=voided, newest=Subquery(newest))
    return list(counted.order_by("agency_id", "kind"))


def lines(uses: Iterable[NumberUse]) -> list[Line]:
    """The uses with their papers, in the same order, by one query."""
    found = list(uses)
    numbers = {use.text for use in found}
    papers = Document.objects.filter(number__in=numbers).select_related("case").order_by("-pk")
    by_number = {(paper.case.agency_id, paper.number): paper for paper in papers}
    return [Line(use, by_number.get((use.series.agency_id, use.text))) for use in found]


def void(use: NumberUse, *, by: User, reason: str) -> NumberUse:
    """Void a number for good. RuleError while something in force is known by it."""
    demand_in(by, VOID, use.series.agency_id)
    carried = _carried(use)
    if carried is not None:
        what, remedy = carried
        raise RuleError(
            _("编号“%(text)s”属于%(what)s，不能作废。") % {"text": use.text, "what": what},
            article=numbering.ARTICLE,
            remedy=remedy,
        )
    return numbering.void(use.text, reason, agency_id=use.series.agency_id)


def _carried(use: NumberUse) -> tuple[str, str] | None:
    """What in force is known by the number, and what to do instead; None when nothing is."""
    agency, text = use.series.agency_id, use.text
    if Decision.objects.filter(agency_id=agency, doc_no=text, status__in=BINDING).exists():
        return _("有效的决定"), _("决定确有错误的，请先依法撤销决定。")
    if Case.objects.filter(agency_id=agency, number=text).exists():
        return _("已立案的案件"), _("案件不应当继续办理的，请终止调查并结案，案号保留。")
    if Archive.objects.filter(agency_id=agency, number=text).exists():
        return _("已归档的案卷"), _("案卷需要补充的，请另立副卷并注明。")
    return None
