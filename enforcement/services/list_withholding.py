"""Taking an earlier text of a list out of the public history: asked for by one, agreed to by another.

The record itself stays: what the list said on a day is proof, and nobody may change it.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement import lists
from enforcement.flows import LIST_WITHHOLDING
from enforcement.flows.list_versions import PRIVACY
from enforcement.models import ListVersion, ListWithholding, User
from enforcement.services.keeping import demand_kept
from enforcement.services.list_versions import APPROVE

Status = ListWithholding.Status


def askable(version: ListVersion) -> bool:
    """Whether the public may read the version as an earlier one, and nobody asked against it yet."""
    held = version.status == ListVersion.Status.PUBLISHED and version.applied_on is not None
    return held and not version.withholdings.exclude(status=Status.REFUSED).exists()


def past(version: ListVersion) -> bool:
    """Whether it may be asked, and the row says something else today."""
    return askable(version) and not _said_today(version)


def _said_today(version: ListVersion) -> bool:
    row = lists.LISTS[version.kind].model.objects.get(pk=version.row)
    return lists.same(version.content, lists.content(row))


def answerable(version: ListVersion) -> bool:
    """Whether somebody asked, and waits."""
    return version.withholdings.asked().exists()


def answered_by(version: ListVersion, by: User) -> bool:
    """Whether the account may answer: its organ decides, and it did not ask itself."""
    rows = ListWithholding.objects.decided_by(by).filter(version=version).asked()
    return rows.exclude(asked_by=by).exists()


def asked_why(version: ListVersion, on: date) -> str:
    """The reason given, for who answers."""
    row = version.withholdings.asked().first()
    return _("申请理由：%(reason)s") % {"reason": row.reason} if row else ""


@transaction.atomic
def ask(version: ListVersion, *, by: User, reason: str) -> ListWithholding:
    """Ask that a version be told no more. RuleError for what the list says today, and without a reason."""
    demand_kept(version.agency, by)
    row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    _assert_said(reason, "reason")
    if not askable(row):
        raise RuleError(
            _("该版本没有作为历史版本公开，或者已经申请。"),
            article=PRIVACY,
            remedy=_("请刷新页面，查看最新状态后再操作。"),
        )
    _assert_past(row)
    made = ListWithholding.objects.create(version=row, reason=reason.strip(), asked_by=by)
    audit.append("listwithholding.ask", obj=made, actor=by, data={"version": row.pk})
    return made


def _assert_said(text: str, field: str) -> None:
    if not text.strip():
        raise RuleError(_("应当说明理由。"), article=PRIVACY, remedy=_("请填写理由。"), field=field)


def _assert_past(version: ListVersion) -> None:
    """RuleError for a text that the row still says: history is not the place to take it from."""
    if _said_today(version):
        raise RuleError(
            _("这是现行内容。"),
            article=PRIVACY,
            remedy=_("请先变更或者撤下该条目，再申请不再公开原来的版本。"),
        )


@transaction.atomic
def agree(version: ListVersion, *, by: User, on: date, opinion: str) -> ListWithholding:
    """不再公开, from this moment and for good."""
    row = _to_answer(version, "withhold", by)
    _assert_past(row.version)
    return _answered(row, "withhold", by, on, opinion)


@transaction.atomic
def refuse(version: ListVersion, *, by: User, on: date, opinion: str) -> ListWithholding:
    """The version stays public; somebody may ask again."""
    return _answered(_to_answer(version, "refuse", by), "refuse", by, on, opinion)


def _to_answer(version: ListVersion, move: str, by: User) -> ListWithholding:
    demand(by, APPROVE)
    waiting = ListWithholding.objects.decided_by(by).filter(version=version).asked().first()
    if waiting is None:
        raise RuleError(
            _("没有待您答复的申请。"),
            article=PRIVACY,
            remedy=_("请刷新页面，查看最新状态后再操作。"),
        )
    row = LIST_WITHHOLDING.lock(waiting, move)
    if row.asked_by_id == by.pk:
        raise RuleError(
            _("申请人不能同意自己的申请。"), article=PRIVACY, remedy=_("请由其他负责人办理。")
        )
    return row


def _answered(row: ListWithholding, move: str, by: User, on: date, opinion: str) -> ListWithholding:
    _assert_said(opinion, "opinion")
    changes = {"opinion": opinion.strip(), "decided_by": by, "decided_on": on}
    return LIST_WITHHOLDING.move(row, move, by=by, changes=changes)
