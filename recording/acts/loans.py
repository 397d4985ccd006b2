"""What may be done with a loan of an archived file, one page each."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from recording.acts.supplements import files_of
from recording.forms.loans import AnswerLoanForm, LoanForm, RefuseLoanForm, ReturnLoanForm
from recording.models import Archive, Loan
from recording.models.loan import LoanQuerySet
from recording.services import lending

KEEP, ARCHIVE = lending.APPROVE, "recording.archive"
Status = Loan.Status


def rows_of(user: Any) -> LoanQuerySet:
    """The loans the account may see."""
    rows = Loan.objects.visible_to(user)
    return rows.select_related("archive__case__agency", "requested_by", "decided_by", "received_by")


def _home(row: Any) -> tuple[str, str]:
    return _("借阅登记"), reverse("loan-list")


def _request(row: Archive, *, by: Any, **values: Any) -> Loan:
    return lending.request(row, by=by, wish=lending.Wish(**values))


def _asked(row: Loan, on: object) -> str:
    words = {
        **{"unit": row.unit, "who": row.borrower, "what": row.get_what_display()},
        **{"form": row.get_form_display(), "until": row.until, "purpose": row.purpose},
        **{"no": row.archive.number, "basis": row.basis},
    }
    return (
        _(
            "%(unit)s%(who)s借阅%(no)s号案卷%(what)s（%(form)s），至%(until)s。用途：%(purpose)s；依据：%(basis)s"
        )
        % words
    )


LOAN_REQUEST = Act[Archive](
    name="loan-request",
    permission=ARCHIVE,
    title=gettext_lazy("登记借阅"),
    done=gettext_lazy("已登记，等待另一人批准。"),
    rows=files_of,
    form=LoanForm,
    do=_request,
    home=_home,
    lead=lambda row, on: (
        _("%(no)s号案卷：%(title)s。密封内卷不外借。") % {"no": row.number, "title": row.case.title}
    ),
)
LOAN_APPROVE = Act[Loan](
    name="loan-approve",
    permission=KEEP,
    title=gettext_lazy("批准借阅"),
    done=gettext_lazy("已批准。"),
    rows=rows_of,
    form=AnswerLoanForm,
    do=lending.approve,
    home=_home,
    lead=_asked,
    open=lambda row: row.status == Status.REQUESTED,
)
LOAN_REFUSE = Act[Loan](
    name="loan-refuse",
    permission=KEEP,
    title=gettext_lazy("不予批准"),
    done=gettext_lazy("已不予批准。"),
    rows=rows_of,
    form=RefuseLoanForm,
    do=lending.refuse,
    home=_home,
    lead=_asked,
    open=lambda row: row.status == Status.REQUESTED,
)
LOAN_RETURN = Act[Loan](
    name="loan-return",
    permission=ARCHIVE,
    title=gettext_lazy("登记归还"),
    done=gettext_lazy("已登记归还。"),
    rows=rows_of,
    form=ReturnLoanForm,
    do=lending.give_back,
    home=_home,
    lead=_asked,
    open=lambda row: row.status == Status.LENT,
)
ACTS = (LOAN_APPROVE, LOAN_REFUSE, LOAN_RETURN)


def offered(row: Loan, user: Any) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the loan now."""
    own = user.pk in (row.requested_by_id, row.account_id)
    return [
        (str(act.title), reverse(act.name, args=[row.pk]))
        for act in ACTS
        if act.offered(row, user) and not (act.permission == KEEP and own)
    ]
