"""Bringing lists in: a trial run with a report per row first, then the same file for good."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, files, tables
from core.errors import RuleError
from core.models import Blob
from core.permissions import requires
from core.row_report import RowReport
from core.sniff import CSV, XLSX
from enforcement import registers
from enforcement.acts.catalogues import DRAFT
from enforcement.acts.catalogues import kept as kept_catalogues
from enforcement.directory import Directory
from enforcement.forms.registry import ImportForm
from enforcement.imports import (
    agencies,
    benchmarks,
    catalogue_rules,
    delegations,
    entries,
    entry_sheet,
    items,
    officers,
)
from enforcement.imports.books import BOOKS
from enforcement.imports.entry_cells import column_names, plain
from enforcement.imports.rows import Book, RowImport
from enforcement.models import Agency, ReviewCatalogue, User
from enforcement.views.registers import book_or_404
from enforcement.views.registry import CHANGE, attempt, own_agencies, user_of

SALT = "registry-import"
SEVERAL = catalogue_rules.WORDS.keys() - set(catalogue_rules.ONE)
HOUR = 3600
Run = Callable[[User, Agency, Iterable[Agency], Sequence[tables.Sheet], bool], RowReport]


@dataclass(frozen=True)
class Kind:
    """What is imported: the words of its page, its columns, and how to run it.

    `args`: of both addresses. `hints`: headers whose cells are written in a way of their own, and how.
    `note`: what becomes of the rows; `done`: what is said once they are in, with the counts of the report.
    `of_list`: whether the address of the list takes `args` too. `whose`: what the chosen agency is for.
    """

    title: Any
    list_url: str
    url: str
    columns: Mapping[str, Sequence[str]]
    run: Run
    args: tuple[str, ...] = ()
    hints: Sequence[tuple[str, Any]] = ()
    note: Any = ""
    done: Any = gettext_lazy(
        "已导入：新增 %(created)d 行，更新 %(updated)d 行，未变 %(unchanged)d 行。"
    )
    of_list: bool = True
    whose: Any = gettext_lazy("表中没有写明执法主体的行归入此主体。")

    @property
    def key(self) -> str:
        """What a ticket names it by."""
        return "-".join((self.url, *self.args))

    @property
    def back(self) -> str:
        """The address of the list."""
        return reverse(self.list_url, args=self.args if self.of_list else ())


def _run_items(
    by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
) -> RowReport:
    run = items.ItemImport(by, timezone.localdate(), directory=Directory(own), default=agency)
    return run.run(sheets, dry_run=dry)


def _run_officers(
    by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
) -> RowReport:
    run = officers.OfficerImport(by, agency, Directory(own), timezone.localdate())
    return run.run(sheets, dry_run=dry)


def _run_benchmarks(
    by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
) -> RowReport:
    run = benchmarks.BenchmarkImport(by, agency, timezone.localdate(), Directory(own))
    return run.run(sheets, dry_run=dry)


def _run_delegations(
    by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
) -> RowReport:
    run = delegations.DelegationImport(by, agency, timezone.localdate(), list(own))
    return run.run(sheets, dry_run=dry)


def _run_agencies(
    by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
) -> RowReport:
    run = agencies.AgencyImport(by, agency, list(own), timezone.localdate())
    return run.run(sheets, dry_run=dry)


AGENCIES = Kind(
    gettext_lazy("导入行政执法主体"),
    "agency-admin-list",
    "agency-import",
    agencies.COLUMNS,
    _run_agencies,
    note=gettext_lazy(
        "按统一社会信用代码认定是哪个主体，没有代码的按主体名称；公众看到的内容报请批准后才变更，"
        "新增的主体批准之后才公布，机关代字、管辖法院和复议管辖规则直接登记。空单元格清空该项，没有的列不变。"
    ),
    whose=gettext_lazy("新增的主体登记在此主体之下。"),
)
BENCHMARKS = Kind(
    gettext_lazy("导入裁量基准"),
    "benchmark-admin-list",
    "benchmark-import",
    benchmarks.COLUMNS,
    _run_benchmarks,
    note=gettext_lazy("填写公布日期的报请批准后才公布；没有填写的只登记。"),
)
ITEMS = Kind(
    gettext_lazy("导入执法事项"),
    "item-admin-list",
    "item-import",
    items.COLUMNS,
    _run_items,
    note=gettext_lazy("新增和变更已公布内容的行报请批准后才公布；撤下和未公布的行直接登记。"),
)
OFFICERS = Kind(
    gettext_lazy("导入执法人员"),
    "officer-admin-list",
    "officer-import",
    officers.COLUMNS,
    _run_officers,
    note=gettext_lazy("姓名、职务、单位的变更报请批准后才公布。"),
)

DELEGATIONS = Kind(
    gettext_lazy("导入委托执法"),
    "delegation-admin-list",
    "delegation-import",
    delegations.COLUMNS,
    _run_delegations,
    note=gettext_lazy(
        "填写公布日期的新增行、与已公布内容不同的行报请批准后才公布；没有填写公布日期的新增行只登记。"
        "已公布的委托书不改换委托双方、编号和起始日期；提前终止请在页面上办理。"
    ),
)
DRAFTS = gettext_lazy(
    "新增和变更的行成为编制中的版本，报请批准后才公布；空单元格清空该项，没有的列不变。"
)
DRAFTED = gettext_lazy(
    "已导入为编制中的版本：新增 %(created)d 行，变更 %(updated)d 行，未变 %(unchanged)d 行；"
    "新增和变更的尚未公布，请逐项报请批准。"
)
HANDED_IN = gettext_lazy(
    "新增的行尚未公布，请在页面上公布；已经公布的行报请批准后才变更，公布日期一列只供核对。"
)
HINTS = {
    "lines": gettext_lazy("单元格内每行一项。"),
    "rows": gettext_lazy("单元格内每行一条，各列用“｜”分开：%(columns)s"),
    "officers": gettext_lazy("单元格内每行一人，写成“姓名｜执法证号”。"),
}


@requires(CHANGE)
def agency_import(request: HttpRequest) -> HttpResponse:
    """Import subjects; `?template=1` gives the empty sheet."""
    return _import_page(request, AGENCIES)


@requires(CHANGE)
def item_import(request: HttpRequest) -> HttpResponse:
    """Import items; `?template=1` gives the empty sheet."""
    return _import_page(request, ITEMS)


@requires(CHANGE)
def benchmark_import(request: HttpRequest) -> HttpResponse:
    """Import benchmarks with their tiers; `?template=1` gives the empty sheet."""
    return _import_page(request, BENCHMARKS)


@requires(CHANGE)
def officer_import(request: HttpRequest) -> HttpResponse:
    """Import officers; `?template=1` gives the empty sheet."""
    return _import_page(request, OFFICERS)


@requires(CHANGE)
def delegation_import(request: HttpRequest) -> HttpResponse:
    """Import written delegations; `?template=1` gives the empty sheet."""
    return _import_page(request, DELEGATIONS)


@requires(CHANGE)
def sheet_import(request: HttpRequest, book: str) -> HttpResponse:
    """Import rows of a list that is a model of its own; `?template=1` gives the empty sheet."""
    if book not in BOOKS:
        raise Http404
    return _import_page(request, _rows(BOOKS[book]))


def _rows(book: Book) -> Kind:
    """How the rows of such a list are imported."""

    def run(
        by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
    ) -> RowReport:
        on = timezone.localdate()
        return RowImport(by, book, agency, list(own), on).run(sheets, dry_run=dry)

    return Kind(
        _("导入%(name)s") % {"name": book.title},
        book.back,
        "sheet-import",
        book.columns(),
        run,
        (book.key,),
        note=HANDED_IN,
        of_list=False,
    )


@requires(CHANGE)
def entry_import(request: HttpRequest, register: str) -> HttpResponse:
    """Import entries of one register as drafts; `?template=1` gives the empty sheet."""
    return _import_page(request, _entries(book_or_404(register)))


def _entries(book: registers.Book) -> Kind:
    """How the entries of a register are imported."""

    def run(
        by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
    ) -> RowReport:
        return entries.EntryImport(by, book, agency, list(own)).run(sheets, dry_run=dry)

    return Kind(
        _("导入%(name)s") % {"name": book.name},
        "entry-list",
        "entry-import",
        entry_sheet.columns(book),
        run,
        (book.register.value,),
        [(plain(row.label), _hint(row)) for row in book.fields if row.shape in HINTS],
        DRAFTS,
        DRAFTED,
    )


def _hint(row: registers.Field) -> str:
    return str(HINTS[row.shape]) % {"columns": column_names(row)}


@requires(CHANGE)
def catalogue_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Import rules into a draft of the catalogue of review; `?template=1` gives the empty sheet."""
    row = get_object_or_404(kept_catalogues(request.user), pk=pk, status=DRAFT)
    return _import_page(request, _rules(row), row.agency)


def _rules(row: ReviewCatalogue) -> Kind:
    """How the rules of a draft are imported."""

    def run(
        by: User, agency: Agency, own: Iterable[Agency], sheets: Sequence[tables.Sheet], dry: bool
    ) -> RowReport:
        on = timezone.localdate()
        return catalogue_rules.RuleImport(by, row, on).run(sheets, dry_run=dry)

    several = [names[0] for key, names in catalogue_rules.COLUMNS.items() if key in SEVERAL]
    return Kind(
        _("导入目录清单"),
        "catalogue-detail",
        "catalogue-import",
        catalogue_rules.COLUMNS,
        run,
        (str(row.pk),),
        [("、".join(several), HINTS["lines"])],
        _(
            "只导入编制中的版本：新增和变更各项，不删去、不改变顺序；"
            "数额以元为单位，没有的列不变。报请批准后才公布。"
        ),
        whose=_("编制该版本的机关。"),
    )


def _import_page(request: HttpRequest, kind: Kind, only: Agency | None = None) -> HttpResponse:
    if "template" in request.GET:
        return _template(kind)
    own = own_agencies(request)
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        own=own.filter(pk=only.pk) if only else own,
        whose=kind.whose,
        initial={"agency": only or user_of(request).agency},
    )
    if "token" in request.POST:
        return _apply(request, kind)
    trial = None
    if request.method == "POST" and form.is_valid():
        trial = attempt(form, lambda: _try(request, form, kind))
    context = {"form": form, "kind": kind, "back": kind.back, **(trial or {})}
    return render(request, "enforcement/registry_import.html", context)


def _try(request: HttpRequest, form: BaseForm, kind: Kind) -> dict[str, Any]:
    """The trial run: nothing is saved but the file, so that exactly it is imported afterwards."""
    data = form.cleaned_data["file"].read()
    agency = form.cleaned_data["agency"]
    sheets = tables.read_bytes(data)
    report = kind.run(user_of(request), agency, own_agencies(request), sheets, True)
    content_type = XLSX if data[:2] == b"PK" else CSV
    blob = files.store(data, content_type=content_type, max_bytes=tables.MAX_BYTES)
    ticket = {"blob": blob.pk, "agency": agency.pk, "user": request.user.pk, "kind": kind.key}
    return {"report": report, "token": signing.dumps(ticket, salt=SALT)}


def _apply(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Import the file of a trial run. Raises RuleError for a ticket that is old or another's."""
    try:
        ticket = signing.loads(request.POST["token"], salt=SALT, max_age=HOUR)
    except signing.BadSignature as error:
        raise _stale() from error
    if ticket["user"] != request.user.pk or ticket["kind"] != kind.key:
        raise _stale()
    agency = get_object_or_404(own_agencies(request), pk=ticket["agency"])
    blob = get_object_or_404(Blob, pk=ticket["blob"])
    sheets = tables.read_bytes(files.read_bytes(blob))
    report = kind.run(user_of(request), agency, own_agencies(request), sheets, False)
    with transaction.atomic():
        data = {
            "file": blob.pk,
            **vars(report),
            "rejected": report.rejected_rows,
            "flagged": len(report.flagged),
        }
        del data["taken"]
        audit.append(f"registry.{kind.url}", obj=agency, actor=request.user, data=data)
    messages.success(request, str(kind.done) % vars(report))
    return redirect(kind.back)


def _stale() -> RuleError:
    return RuleError(_("试运行已过期。"), remedy=_("请重新选择文件并试运行。"))


def _template(kind: Kind) -> HttpResponse:
    headers = [names[0] for names in kind.columns.values()]
    response = HttpResponse(tables.csv_text([headers]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind.key}.csv"'
    return response
