"""What the system withholds by itself waits for the confirmation of an approver (确认不公开).

It is not public meanwhile. A person who withholds is on record as who decided (pipeline.withhold,
order.rule); here somebody answers for what nobody chose. A decision that fell before it was public has
its author too: who put on record that it fell.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand_in
from disclosure import eligibility, grounds
from disclosure.models import AutomaticWithholding, Publication
from disclosure.services import secrecy
from enforcement.models import User

APPROVE = "disclosure.approve"
ARTICLE = "政府信息公开条例第十四条、第十五条、第十七条"
FELL = "revoked"
# The end of a period is counted, and no judgement of anybody's to be answered for.
COUNTED = "period_over"


def found(row: Publication) -> AutomaticWithholding:
    """The system has withheld the publication on the ground it bears now; asks for its confirmation."""
    end(row)
    return AutomaticWithholding.objects.create(publication=row, code=row.withheld_code)


def end(row: Publication) -> None:
    """The ground is weighed anew: a confirmation of it counts no more."""
    row.automatic.current().update(ended_at=timezone.now())


@transaction.atomic
def confirm(
    publication: Publication, *, by: User, code: str, opinion: str = ""
) -> AutomaticWithholding:
    """确认不公开 on exactly the ground `code`, by who neither handled nor redacted it.

    StaleError when nothing waits, or on another ground; RuleError where the facts on record no longer
    bear the ground out, and it can still be weighed anew.
    """
    demand_in(by, APPROVE, publication.agency_id)
    row = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    waiting = row.automatic.waiting().first()
    if waiting is None or waiting.code != code:
        raise StaleError(
            _("该信息没有等待确认的不公开，或者不公开事由已经变化。"),
            article=ARTICLE,
            remedy=_("请刷新页面，查看最新状态后再操作。"),
        )
    secrecy.demand_no_part(row, by)
    _demand_standing(row)
    waiting.confirmed_by, waiting.confirmed_at = by, timezone.now()
    waiting.opinion = opinion.strip()
    waiting.save(update_fields=["confirmed_by", "confirmed_at", "opinion"])
    said = f"{grounds.words(code)}（{grounds.article(row)}）"
    note = "：".join(filter(None, [said, waiting.opinion]))
    audit.append("publication.confirm", obj=row, actor=by, data={"note": note, "code": code})
    return waiting


@transaction.atomic
def confirm_all(waiting: Iterable[AutomaticWithholding], *, by: User, opinion: str = "") -> int:
    """Confirm several in one act, each on its own ground: all of them, or none where one is refused.

    How many. RuleError names the one that was refused.
    """
    rows = list(waiting)
    for each in rows:
        try:
            confirm(each.publication, by=by, code=each.code, opinion=opinion)
        except RuleError as error:
            named = {"number": grounds.number(each.publication), "text": error.message}
            words = _("%(number)s：%(text)s") % named
            raise type(error)(words, article=error.article, remedy=error.remedy) from error
    return len(rows)


def _demand_standing(row: Publication) -> None:
    """What was public and came down stays down; what never was can be weighed anew."""
    if row.decision is None or row.status != Publication.Status.WITHHELD:
        return
    bar = eligibility.bar(row.decision)
    if bar is None or bar.code != row.withheld_code:
        raise RuleError(
            _("按现有资料，已经没有该不公开事由。"),
            article="政府信息公开条例第十八条",
            remedy=_("请核对案件资料；事由已经消失的，请重新评估公开。"),
        )


def current(row: Publication) -> AutomaticWithholding | None:
    """The automatic withholding that holds now; no query more where `automatic` was prefetched."""
    return next((one for one in reversed(row.automatic.all()) if one.ended_at is None), None)


def decided_by(row: Publication) -> str:
    """Who answers for it that the publication is withheld, in words; "" where it is not."""
    if not row.withheld_code:
        return ""
    if row.withheld_code == COUNTED:
        return grounds.words(COUNTED)
    one = current(row)
    if one is None:
        by_hand = row.withheld_code != FELL and row.status == Publication.Status.WITHHELD
        return str(row.approved_by or "") if by_hand else ""
    if one.confirmed_by is None or one.confirmed_at is None:
        return _("系统认定，尚待确认")
    day = timezone.localtime(one.confirmed_at).date()
    return _("系统认定，%(who)s于%(day)s确认") % {"who": one.confirmed_by, "day": day}
