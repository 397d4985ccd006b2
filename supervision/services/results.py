"""From signed sheets to the result of a file: average, third reviewer, meeting; telling the agency."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import User
from supervision import flows, scoring
from supervision.models import FileReview, ScoreSheet
from supervision.models.campaign import MANAGE
from supervision.services import campaigns, recusals, sampling
from supervision.sheets import Sheet

METHOD, SPREAD = "evaluate.method", "evaluate.spread"
OBJECTION = "evaluate.objection_days"
SUBJECT = "file_objection"
ARTICLE = "广东省行政执法案卷评查办法第十二条"
Status = FileReview.Status


def after_signature(file: FileReview, *, by: User, on: date) -> FileReview:
    """Settle the file once its last open sheet is signed; until then nothing happens."""
    row = FileReview.objects.select_for_update().get(pk=file.pk)
    signed = list(row.sheets.filter(status=ScoreSheet.Status.SIGNED))
    waiting = row.sheets.filter(status=ScoreSheet.Status.OPEN).exists()
    if waiting or len(signed) < row.campaign.reviewers_each:
        return row
    rules = row.campaign.agency.rules()
    found = scoring.result(
        [(each.total or Decimal(0), each.vetoed) for each in signed],
        method=str(rules.value(METHOD, on=on)),
        threshold=Decimal(str(rules.value(SPREAD, on=on))),
    )
    if found.total is None and row.status == Status.SCORING:
        return flows.FILE.move(row, "differ", by=by, note=str(found.spread))
    # A third has scored: by consensus too the meeting was held when it was sent.
    total = found.total
    if total is None:
        total = scoring.middle([each.total or Decimal(0) for each in signed])
    return _tell(row, "average", by=by, on=on, total=total, way=found.way, opinion="")


def _tell(
    file: FileReview,
    move: str,
    *,
    by: User,
    on: date,
    total: Decimal,
    way: str,
    opinion: str,
    vetoed: bool | None = None,
) -> FileReview:
    """Set the result and start the days within which the agency may object."""
    hit = total == 0 and _vetoed(file) if vetoed is None else vetoed
    changes = {
        "score": total,
        "grade": Sheet(file.campaign.sheet).grade(total),
        "vetoed": hit,
        "way": way,
        "opinion": opinion,
        "told_on": on,
    }
    moved = flows.FILE.move(file, move, by=by, changes=changes, note=str(total))
    rules = file.agency.rules()
    deadlines.open_deadline(
        key=OBJECTION,
        label=gettext_noop("对评查结果提出异议"),
        subject_type=SUBJECT,
        subject_id=str(file.pk),
        agency_id=file.agency_id,
        region=rules.region,
        period=rules.period(OBJECTION, on=on),
        start_on=on,
    )
    return moved


def _vetoed(file: FileReview) -> bool:
    return file.sheets.filter(status=ScoreSheet.Status.SIGNED, vetoed=True).exists()


def difference(file: FileReview, sheets: Sequence[ScoreSheet], on: date) -> str:
    """Why the file waits for a meeting or a third reviewer, in words."""
    rules = file.campaign.agency.rules()
    totals = [each.total or Decimal(0) for each in sheets]
    spread = max(totals) - min(totals)
    if str(rules.value(METHOD, on=on)) == scoring.CONSENSUS:
        return _("评定方式为合议。")
    if len({each.vetoed for each in sheets}) > 1:
        return _("评查人员对是否一票否决意见不一致。")
    return _("评分相差%(spread)s分，超过规定的%(most)s分。") % {
        "spread": scoring.text(spread),
        "most": rules.value(SPREAD, on=on),
    }


@transaction.atomic
def call_third(file: FileReview, *, by: User) -> FileReview:
    """Send the file whose scores differ to a third reviewer, the next one the seed gives."""
    demand_in(by, MANAGE, file.campaign.agency_id)
    person = next_reviewer(flows.FILE.lock(file, "third"))
    moved = flows.FILE.move(file, "third", by=by)
    sheet = campaigns.assign(moved, person)
    audit.append("filereview.third_reviewer", obj=moved, actor=by, data={"sheet": sheet.pk})
    return moved


def next_reviewer(file: FileReview) -> User:
    """Who comes next in the order of the seed. RuleError when nobody is left.

    A meeting settles a file only once its reviewers have signed and differ; while they score, and
    for a third, the organiser puts a further reviewer on the list.
    """
    had = set(file.sheets.values_list("reviewer_id", flat=True))
    for person in sampling.deck(file.campaign, file.case):
        if person.pk not in had:
            return person
    raise RuleError(
        _("名单中没有其他可以评查本卷的人员。"),
        article=recusals.ARTICLE,
        remedy=_("请由组织机关召开合议会评定，或者先增补评查人员。")
        if file.status == Status.MEETING
        else _("请联系组织机关，由其在评查计划中增补评查人员后再申请回避。"),
    )


@transaction.atomic
def settle(
    file: FileReview, *, by: User, on: date, total: Decimal, vetoed: bool, opinion: str
) -> FileReview:
    """Write down what the meeting (合议) found.

    RuleError without the reasons, for a score outside the marks of the reviewers, or a veto with
    points.
    """
    demand_in(by, MANAGE, file.campaign.agency_id)
    if not opinion.strip():
        raise RuleError(
            _("合议评定应当写明意见。"),
            article=ARTICLE,
            remedy=_("请填写合议意见。"),
            field="opinion",
        )
    assert_score(total, vetoed)
    return _tell(
        file,
        "settle",
        by=by,
        on=on,
        total=scoring.rounded(total),
        way=scoring.CONSENSUS,
        opinion=opinion.strip(),
        vetoed=vetoed,
    )


def assert_score(total: Decimal, vetoed: bool) -> None:
    """A score is from 0 to 100, and 0 with a veto."""
    full = Decimal(100)
    if not 0 <= total <= full or (vetoed and total):
        raise RuleError(
            _("得分应当在0到%(full)s之间；一票否决的记0分。") % {"full": full},
            article=ARTICLE,
            remedy=_("请核对得分。"),
            field="total",
        )
