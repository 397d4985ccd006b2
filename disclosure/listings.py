"""The public registers of agencies, officers and items, for pages and the API alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core.calendar import stem
from core.folding import fold_name
from disclosure.filters import MAX_AGENCY_KEY
from disclosure.search import OFFERED, of_agency
from enforcement.models import Agency, Article, Benchmark, Delegation, Item, Officer, StatuteVersion
from enforcement.models.item import ItemBasis
from enforcement.models.officer import Certificate
from enforcement.profiles import PROFILE_KEYS

Values = Mapping[str, Any]


def agencies(values: Values, rows: QuerySet[Agency] | None = None) -> QuerySet[Agency]:
    """Those of the rows, the announced agencies unless given, that answer an AgencyFilter's values."""
    if rows is None:
        rows = Agency.objects.public()
    if values.get("q"):
        named = Q(folded_name__contains=fold_name(values["q"])) | Q(uscc=values["q"].upper())
        rows = rows.filter(named)
    if values.get("region"):
        rows = rows.filter(division_code__startswith=stem(values["region"]))
    return rows


def named(key: str) -> dict[str, str]:
    """The look-up of an agency by its key or 统一社会信用代码."""
    return {"pk" if len(key) <= MAX_AGENCY_KEY else "uscc": key}


def officers(values: Values, on: date, rows: QuerySet[Officer] | None = None) -> QuerySet[Officer]:
    """Officers in post with the certificates of the day that the list names, as `current`.

    `rows`: others to choose from.
    """
    certificates = Certificate.objects.valid(on).announced(on).order_by("-valid_from")
    rows = Officer.objects.public(on) if rows is None else rows
    rows = rows.filter(of_agency(values.get("agency", "")))
    if values.get("q"):
        held = certificates.filter(officer=OuterRef("pk"), number__iexact=values["q"])
        rows = rows.filter(Q(name__contains=values["q"]) | Exists(held))
    current = Prefetch("certificates", queryset=certificates, to_attr="current")
    return rows.select_related("agency").prefetch_related(current)


def items(values: Values, on: date, rows: QuerySet[Item] | None = None) -> QuerySet[Item]:
    """Those of the rows, the items of the published lists unless given, that answer an ItemFilter."""
    rows = Item.objects.public(on) if rows is None else rows
    rows = rows.filter(of_agency(values.get("agency", "")))
    if values.get("kind"):
        rows = rows.filter(kind=values["kind"])
    if values.get("q"):
        rows = rows.filter(Q(name__icontains=values["q"]) | Q(code__iexact=values["q"]))
    return rows.select_related("agency")


def benchmarks(values: Values, on: date) -> QuerySet[Benchmark]:
    """Published benchmarks of the day that answer the cleaned values of a BenchmarkFilter."""
    rows: QuerySet[Benchmark] = Benchmark.objects.public(on)
    rows = rows.filter(of_agency(values.get("agency", "")))
    if values.get("q"):
        rows = rows.filter(folded_violation__contains=fold_name(values["q"]))
    return rows.select_related("agency")


def whole_benchmarks(values: Values, on: date) -> QuerySet[Benchmark]:
    """The same with the standard above each and with its steps."""
    return benchmarks(values, on).select_related("superior").prefetch_related("tiers")


def delegations(
    values: Values, on: date, rows: QuerySet[Delegation] | None = None
) -> QuerySet[Delegation]:
    """Those of the rows, the public delegations of the day unless given, that answer a DelegationFilter."""
    key = values.get("agency", "")
    rows = Delegation.objects.public(on) if rows is None else rows
    rows = rows.filter(of_agency(key, "delegator") | of_agency(key, "delegate"))
    if values.get("q"):
        rows = rows.filter(Q(matters__icontains=values["q"]) | Q(number__icontains=values["q"]))
    return rows


def under_rules(rows: Sequence[Agency]) -> dict[str, Agency]:
    """The agencies and all above them by their path, each knowing its rules; one query."""
    step = Agency.steplen
    paths = {row.path[:end] for row in rows for end in range(step, len(row.path) + 1, step)}
    tree = {row.path: row for row in Agency.objects.filter(path__in=paths)}
    for row in [*sorted(tree.values(), key=lambda each: str(each.path)), *rows]:
        above = tree.get(row.path[:-step])
        row.profile_in_force = row.profile or (above.profile_key() if above else PROFILE_KEYS[0])
    return tree


def announced() -> list[Agency]:
    """Announced agencies for a list to choose from, at most OFFERED."""
    rows = Agency.objects.public().order_by("path")
    return list(rows.only("name", "division_code", "government_name")[:OFFERED])


@dataclass(frozen=True)
class Basis:
    """One citation of an item with the article it means on a day, if the library has it."""

    citation: str
    article: Article | None
    statute_id: int | None


def bases(item: Item, on: date) -> list[Basis]:
    """The legal basis of an item with the articles in force on the day; three queries."""
    rows = list(item.bases.order_by("pk"))
    versions = _versions(rows, on)
    articles = {
        (row.version_id, row.no, row.suffix): row
        for row in Article.objects.filter(
            version__in=versions.values(), no__in={row.article_no or 0 for row in rows}
        ).select_related("version")
    }
    return [Basis(row.citation, _article(row, versions, articles), row.statute_id) for row in rows]


def _versions(rows: Sequence[ItemBasis], on: date) -> dict[int, int]:
    in_force = Q(effective_to__isnull=True) | Q(effective_to__gt=on)
    wanted = {row.statute_id for row in rows if row.statute_id}
    found = StatuteVersion.objects.filter(in_force, effective_from__lte=on, statute_id__in=wanted)
    return dict(found.order_by("effective_from").values_list("statute_id", "pk"))


def _article(
    row: ItemBasis, versions: Mapping[int, int], articles: Mapping[tuple[int, int, int], Article]
) -> Article | None:
    version = versions.get(row.statute_id or 0)
    if version is None or row.article_no is None:
        return None
    return articles.get((version, row.article_no, row.article_suffix))
