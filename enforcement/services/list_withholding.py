"""Taking an earlier text of a list out of the public history: asked for by one, agreed to by another.

The record itself stays: what the list said on a day is proof, and nobody may change it. The same words
may stand in other versions: one act covers those that are chosen, and names those that stay public.
"""

from collections.abc import Sequence
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
from enforcement.services import list_records, list_repeats
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
    said = list_records.said_today(lists.LISTS[version.kind].model.objects.get(pk=version.row))
    return bool(said) and lists.same(version.content, said)


def returning(version: ListVersion) -> int:
    """How many earlier texts the public may read again once the version brings its row back; else 0.

    Of a row whose publication was taken back no day is told, of one that is published again every one.
    """
    book = lists.LISTS[version.kind]
    row = book.model.objects.get(pk=version.row)
    if getattr(row, book.gate) != book.before or not list_records.begins(version):
        return 0
    gone = ListWithholding.objects.of(version.kind, version.row).in_force().values("version")
    held = list_records.versions(row).held().exclude(pk__in=gone)
    return sum(lists.says_public(book, each.content, list_records.day_of(each)) for each in held)


def answerable(version: ListVersion) -> bool:
    """Whether somebody asked, and waits."""
    return version.withholdings.asked().exists()


def answered_by(version: ListVersion, by: User) -> bool:
    """Whether the account may answer: its organ decides, and it did not ask itself."""
    rows = ListWithholding.objects.decided_by(by).filter(version=version).asked()
    return rows.exclude(asked_by=by).exists()


def asked_why(version: ListVersion, on: date) -> str:
    """What is asked for, for who answers: the reason, the versions covered, those that stay public."""
    row = version.withholdings.asked().first()
    return (
        "\n".join([_("申请理由：%(reason)s") % {"reason": row.reason}, *told(row)]) if row else ""
    )


def told(row: ListWithholding) -> list[str]:
    """Which versions the act covers, and which tell the same words and stay public."""
    lead = row.together or row
    covered = [each.version for each in (lead, *lead.covered.select_related("version"))]
    words = []
    if len(covered) > 1:
        names = "、".join(map(list_repeats.named, covered))
        words.append(_("一并办理：%(names)s。") % {"names": names})
    left = left_out(lead)
    if left:
        words.append(_left(left))
    return words


def left_out(lead: ListWithholding) -> list[ListVersion]:
    """The versions that tell the words asked about and that the act does not cover."""
    mine = {lead.version_id, *lead.covered.values_list("version_id", flat=True)}
    what = list_repeats.concerned(lead.version, lead.passages or ())
    return [row for row, _told in list_repeats.others(lead.version, what) if row.pk not in mine]


def _left(rows: Sequence[ListVersion]) -> str:
    names = "、".join(map(list_repeats.named, rows))
    return _("%(names)s仍写有同样的内容，不在本次申请之内，继续公开。") % {"names": names}


@transaction.atomic
def ask(
    version: ListVersion,
    *,
    by: User,
    reason: str,
    passages: Sequence[str] = (),
    also: Sequence[ListVersion] = (),
) -> ListWithholding:
    """Ask that a version be told no more. RuleError for what the list says today, and without a reason.

    `passages`: which words are meant, by the names of list_repeats; without any those that the list
    does not say today. `also`: other versions with these words, to be answered in the same act.
    """
    demand_kept(version.agency, by)
    row = _lock(version)
    _assert_said(reason, "reason")
    _assert_askable(row)
    what = list_repeats.concerned(row, passages)
    _assert_past(row, what)
    found = dict(list_repeats.others(row, what))
    chosen = [_lock(each) for each in also]
    for each in chosen:
        _assert_askable(each)
        _assert_tells(each, each in found)
    said = {"reason": reason.strip(), "asked_by": by}
    left = [each.number for each in found if each not in chosen]
    lead = ListWithholding.objects.create(
        version=row, passages=[each.key for each in what], left_out=left, **said
    )
    for each in chosen:
        ListWithholding.objects.create(version=each, together=lead, **said)
    data = {"version": row.pk, "number": row.number, "passages": lead.passages, "left_out": left}
    data["also"] = [each.number for each in chosen]
    audit.append("listwithholding.ask", obj=lead, actor=by, data=data)
    return lead


def _lock(version: ListVersion) -> ListVersion:
    return ListVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)


def _assert_said(text: str, field: str) -> None:
    if not text.strip():
        raise RuleError(_("应当说明理由。"), article=PRIVACY, remedy=_("请填写理由。"), field=field)


def _assert_askable(version: ListVersion) -> None:
    if not askable(version):
        raise RuleError(
            _("该版本没有作为历史版本公开，或者已经申请。"),
            article=PRIVACY,
            remedy=_("请刷新页面，查看最新状态后再操作。"),
        )


def _assert_tells(version: ListVersion, tells: bool) -> None:
    if not tells:
        raise RuleError(
            _("%(name)s没有写所选的内容。") % {"name": list_repeats.named(version)},
            article=PRIVACY,
            remedy=_("请只选择写有同样内容的版本；其他内容请另行申请。"),
            field="also",
        )


def _assert_past(version: ListVersion, what: Sequence[list_repeats.Passage]) -> None:
    """RuleError for words that the row still says: history is not the place to take them from."""
    said = [str(each) for each in what if each.today]
    if said or not what or _said_today(version):
        words = _("这是现行内容。")
        if said:
            words = _("现行内容仍写有“%(words)s”。") % {"words": "”“".join(said)}
        raise RuleError(
            words,
            article=PRIVACY,
            remedy=_("请先变更或者撤下该条目，再申请不再公开原来的版本。"),
            field="passages" if said else "",
        )


@transaction.atomic
def agree(version: ListVersion, *, by: User, on: date, opinion: str) -> ListWithholding:
    """不再公开, from this moment and for good, of all the versions that were asked about together."""
    lead = _to_answer(version, "withhold", by)
    _assert_past(lead.version, list_repeats.concerned(lead.version, lead.passages or ()))
    for each in lead.covered.select_related("version"):
        _assert_past(each.version, list_repeats.concerned(each.version))
    left = left_out(lead)
    return _answered(lead, "withhold", by, on, opinion, note=_left(left) if left else "")


@transaction.atomic
def refuse(version: ListVersion, *, by: User, on: date, opinion: str) -> ListWithholding:
    """The versions stay public; somebody may ask again."""
    return _answered(_to_answer(version, "refuse", by), "refuse", by, on, opinion)


def _to_answer(version: ListVersion, move: str, by: User) -> ListWithholding:
    """The first of the act that waits for an answer, locked."""
    demand(by, APPROVE)
    waiting = ListWithholding.objects.decided_by(by).filter(version=version).asked().first()
    if waiting is None:
        raise RuleError(
            _("没有待您答复的申请。"),
            article=PRIVACY,
            remedy=_("请刷新页面，查看最新状态后再操作。"),
        )
    row = LIST_WITHHOLDING.lock(waiting.together or waiting, move)
    if row.asked_by_id == by.pk:
        raise RuleError(
            _("申请人不能同意自己的申请。"), article=PRIVACY, remedy=_("请由其他负责人办理。")
        )
    return row


def _answered(
    lead: ListWithholding, move: str, by: User, on: date, opinion: str, note: str = ""
) -> ListWithholding:
    _assert_said(opinion, "opinion")
    changes = {"opinion": opinion.strip(), "decided_by": by, "decided_on": on}
    made = LIST_WITHHOLDING.move(lead, move, by=by, changes=changes, note=note)
    for each in lead.covered.order_by("pk"):
        LIST_WITHHOLDING.move(each, move, by=by, changes=changes, note=note)
    return made
