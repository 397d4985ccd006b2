"""Lending archived files (借阅): asked for, approved by another person, returned, or overdue."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import User
from recording import flows
from recording.models import Archive, Loan
from recording.services.archive import demand_archivist

APPROVE, READ = "recording.keep", "recording.view_evidence"
ARTICLE = "国办发〔2018〕118号第九条"
Form, Status, What = Loan.Form, Loan.Status, Loan.What


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who asks for what, what for, on what basis, and how long. `account`: of electronic lending."""

    what: str
    form: str
    borrower: str
    unit: str
    purpose: str
    basis: str
    starts_on: date
    until: date
    account: User | None = None


@transaction.atomic
def request(archive: Archive, *, by: User, wish: Wish) -> Loan:
    """Enter what somebody asks for. RuleError for a wish that cannot be met."""
    demand_archivist(archive.case, by)
    _assert_sound(wish)
    row = Loan.objects.create(archive=archive, requested_by=by, **vars(wish))
    told = {"borrower": row.borrower, "unit": row.unit, "purpose": row.purpose, "form": row.form}
    audit.append("loan.request", obj=row, actor=by, data=told)
    return row


def _told(text: str, field: str) -> str:
    if not text.strip():
        raise RuleError(
            _("请写明借阅人、单位、用途和依据；不予批准的写明理由。"),
            article=ARTICLE,
            remedy=_("请补充后再提交。"),
            field=field,
        )
    return text.strip()


def _assert_sound(wish: Wish) -> None:
    for field in ("borrower", "unit", "purpose", "basis"):
        _told(getattr(wish, field), field)
    if (wish.form == Form.ELECTRONIC) != (wish.account is not None):
        raise RuleError(
            _("电子查阅应当指定查阅人的账号，其他方式不指定账号。"),
            article=ARTICLE,
            remedy=_("请核对借阅方式和账号。"),
            field="account",
        )
    if wish.account is not None and not wish.account.has_perm(READ):
        raise RuleError(
            _("该账号没有查看案卷材料的权限，不能电子查阅。"),
            article=ARTICLE,
            remedy=_("请指定执法、审核、监督人员或者负责人的账号，或者提供复制件。"),
            field="account",
        )
    if wish.until < wish.starts_on:
        raise RuleError(
            _("应还日期不能早于借阅日期。"),
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="until",
        )


def _assert_approver(loan: Loan, by: User) -> None:
    demand_in(by, APPROVE, loan.agency_id)
    if by.pk in (loan.requested_by_id, loan.account_id):
        raise RuleError(
            _("借阅应当由登记人、借阅人以外的人批准。"),
            article=ARTICLE,
            remedy=_("请由承办机构负责人或者本机关负责人中的另一人批准。"),
        )


@transaction.atomic
def approve(loan: Loan, *, by: User, on: date, opinion: str = "") -> Loan:
    """Let it go out. RuleError for who asked, and for an original that is out already."""
    _assert_approver(loan, by)
    Archive.objects.select_for_update(of=("self",)).get(pk=loan.archive_id)
    row = flows.LOAN.lock(loan, "approve")
    if row.form == Form.ORIGINAL:
        _assert_in(row)
    changes = {"decided_by": by, "decided_on": on, "opinion": opinion.strip()}
    return flows.LOAN.move(loan, "approve", by=by, changes=changes)


def _assert_in(loan: Loan) -> None:
    out = Loan.objects.filter(archive=loan.archive_id, form=Form.ORIGINAL, status=Status.LENT)
    if loan.what != What.WHOLE:
        out = out.filter(what__in=(loan.what, What.WHOLE))
    if held := out.first():
        raise RuleError(
            _("原卷已由%(unit)s%(who)s借出，应于%(day)s归还。")
            % {"unit": held.unit, "who": held.borrower, "day": held.until},
            article=ARTICLE,
            remedy=_("请先办理归还，或者改为提供复制件、电子查阅。"),
        )


@transaction.atomic
def refuse(loan: Loan, *, by: User, on: date, opinion: str) -> Loan:
    """Refuse it, with the reason. RuleError for who asked, and without a reason."""
    _assert_approver(loan, by)
    changes = {"decided_by": by, "decided_on": on, "opinion": _told(opinion, "opinion")}
    return flows.LOAN.move(loan, "refuse", by=by, changes=changes, note=opinion)


@transaction.atomic
def give_back(loan: Loan, *, by: User, on: date, note: str = "") -> Loan:
    """Take it back after looking it through; an electronic loan ends at once."""
    demand_archivist(loan.archive.case, by)
    if on < loan.starts_on:
        raise RuleError(
            _("归还日期不能早于借阅日期%(day)s。") % {"day": loan.starts_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
    changes = {"returned_on": on, "return_note": note.strip(), "received_by": by}
    return flows.LOAN.move(loan, "give_back", by=by, changes=changes)


@transaction.atomic
def look(loan: Loan, *, by: User, on: date) -> Loan:
    """Open an electronic loan, for its borrower and in its days only; each opening is logged."""
    if loan.account_id != by.pk or not loan.open(on):
        raise RuleError(
            _("电子查阅尚未开始、已经到期或者已经收回。"),
            article=ARTICLE,
            remedy=_("仍需查阅的，请重新申请借阅。"),
        )
    audit.read(loan, what="file", actor=by, data={"archive": loan.archive.number})
    return loan
