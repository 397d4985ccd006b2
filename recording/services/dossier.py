"""Looking into the material of an enforcement object, and taking its list out: both are logged."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, pdf, tables
from core.errors import RuleError
from core.permissions import demand
from enforcement import party_history
from enforcement.models import Party, User
from enforcement.services import parties
from recording import dossier, file_papers
from recording.dossier import Line, Sheet, Tally, Wanted
from recording.materials import GROUPS, Scope
from recording.services import visits

EXPORT = "recording.view_evidence"
ARTICLE = "国办发〔2018〕118号第九条"
# A paper of more lines is read by nobody and holds the engine; a table takes what a machine reads.
MOST = {"pdf": 1_000, "xlsx": 20_000}
TEMPLATE = "documents/dossier_list.html"


def scope_of(party: Party, user: User) -> Scope:
    """The organisation with the cases of it the account may see."""
    return Scope.of(party, party_history.cases_of(party, user), user)


@transaction.atomic
def look(
    scope: Scope, wanted: Wanted, after: str, tally: Tally | None = None
) -> tuple[dict[str, str], Sheet]:
    """The personal data of the party and a page of its material; the log has who saw which part."""
    asked = _asked(wanted)
    personal = parties.reveal(scope.party, by=scope.user, what="dossier", asked=asked)
    sheet = dossier.sheet(scope, wanted, after, tally=tally)
    _searched(scope, sheet.lines)
    return personal, sheet


def _asked(wanted: Wanted) -> dict[str, Any]:
    return {"group": wanted.group, "year": wanted.year}


def _searched(scope: Scope, lines: Sequence[Line]) -> None:
    """Evidence that was listed is in the register of accesses like that of a search."""
    items = sum(line.group == "evidence" for line in lines)
    if items:
        visits.searched(by=scope.user, words=scope.party.name, found=items)


@transaction.atomic
def export(scope: Scope, wanted: Wanted, *, form: str, purpose: str) -> bytes:
    """The list as a paper ("pdf") or a table ("xlsx"). RuleError without a purpose, or when too long."""
    demand(scope.user, EXPORT)
    if not purpose.strip():
        raise RuleError(
            _("没有写明用途。"), article=ARTICLE, remedy=_("请写明导出的用途。"), field="purpose"
        )
    with translation.override(settings.LANGUAGE_CODE):
        lines = dossier.whole(scope, wanted, MOST[form])
    if len(lines) > MOST[form]:
        raise RuleError(
            _("材料超过%(most)d件，不能一次导出。") % {"most": MOST[form]},
            remedy=_("请选择材料种类或者年度，分次导出。"),
            field="year",
        )
    told = {**_asked(wanted), "form": form, "purpose": purpose.strip(), "lines": len(lines)}
    audit.append("party.export", obj=scope.party, actor=scope.user, data=told)
    _searched(scope, lines)
    return _file(scope, wanted, lines, form, purpose)


@translation.override(settings.LANGUAGE_CODE)
def _file(scope: Scope, wanted: Wanted, lines: Sequence[Line], form: str, purpose: str) -> bytes:
    """The file; like every paper it is Chinese whatever the language of the account."""
    rows = [cells(no, line) for no, line in enumerate(lines, start=1)]
    if form == "xlsx":
        return tables.xlsx_bytes([file_papers.OF_DOSSIER, *rows], title=file_papers.DOSSIER)
    group = str(GROUPS.get(wanted.group, ""))
    told = file_papers.DossierOf(scope.party, group, wanted.year, purpose.strip(), scope.user.name)
    return pdf.render(TEMPLATE, file_papers.for_dossier(told, rows))


def cells(no: int, line: Line) -> list[str]:
    """A line of the list, as many cells as there are columns."""
    case = line.told.case
    told = [line.day.isoformat(), line.label, line.told.title, line.told.note]
    return [str(no), *told, case.title if case else "", case.number if case else ""]
