"""What the public reads of the catalogues of review: the list each agency applies on a day, and when
it changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from disclosure import list_names, listings
from enforcement import review_floor, review_scope, review_terms
from enforcement.models import Agency, ReviewCatalogue
from enforcement.services import catalogues

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One rule of a list: what is reviewed, what makes it so, by which article; `lawful`: the law
    itself asks for it."""

    key: str
    label: str
    criteria: str
    article: str
    lawful: bool


@dataclass(frozen=True)
class Question:
    """A head of judgement, a material or a point of the review: what it is called, by which rule."""

    label: str
    article: str


@dataclass(frozen=True)
class Applied:
    """The list an agency applies on a day. `version` is None while its local rules hold."""

    agency: Agency
    on: date
    version: ReviewCatalogue | None

    @property
    def pk(self) -> int:
        """The key of the agency, by which the list has its page."""
        return int(self.agency.pk)

    @property
    def title(self) -> str:
        """The name of the list."""
        if self.version:
            return self.version.title
        return _("%(name)s规定的法制审核范围") % {"name": self.agency.rules().name}

    @property
    def source(self) -> str:
        """The document it rests on."""
        return str(self.version or self.agency.rules().source)

    @property
    def begun(self) -> bool:
        """Whether any list was public on the day: its own, or that of the local rules."""
        return self.version is not None or self.on >= self.since

    @property
    def since(self) -> date:
        """The day the local rules are public from."""
        return self.agency.rules().public_since()

    @property
    def lines(self) -> list[Line]:
        """The rules in their order, with what the law adds to them; none before lists were public."""
        if not self.begun:
            return []
        laws = review_floor.floor(self.agency.rules(), self.on)
        return [
            Line(
                rule["key"],
                rule["label"],
                review_terms.described(rule),
                rule["article"],
                review_floor.keeps_law(rule, laws),
            )
            for rule in review_scope.applied(self.agency.rules(), self.version, self.on)
        ]

    @property
    def questions(self) -> list[Question]:
        """What the handler judges, whatever the list says."""
        if not self.begun:
            return []
        return named(self.agency.rules().review_questions())

    @property
    def materials(self) -> list[Question]:
        """What is handed in with the draft (domain §6.6)."""
        return named(self.agency.rules().review_materials()) if self.begun else []

    @property
    def focus(self) -> list[Question]:
        """What the reviewer looks at."""
        return named(self.agency.rules().review_heads()) if self.begun else []

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """The document of the version, names and values; empty without one."""
        return catalogues.facts(self.version, public=True) if self.version else []


def named(rows: Iterable[Mapping[str, Any]]) -> list[Question]:
    """Rows of the local rules by name and article."""
    return [Question(str(row["label"]), str(row["article"])) for row in rows]


def agencies(values: Values) -> QuerySet[Agency]:
    """Announced agencies; each applies some list."""
    rows: QuerySet[Agency] = Agency.objects.public()
    asked = values.get("agency", "")
    return rows.filter(**listings.named(asked)) if asked else rows


def applied(agency: Agency, on: date) -> Applied:
    """The list the agency applies on the day."""
    return Applied(agency, on, ReviewCatalogue.objects.for_agency(agency, on))


def all_applied(rows: Sequence[Agency], on: date) -> list[Applied]:
    """The lists of several agencies, in their order, in as many queries as for one."""
    tree = listings.under_rules(rows)
    found = ReviewCatalogue.objects.published().filter(
        agency__in=[row.pk for row in tree.values()], valid_from__lte=on
    )
    # The nearest organ above comes last, and of its versions the newest.
    ordered = found.order_by("agency__path", "valid_from").select_related("agency")
    kept = list(ordered.prefetch_related("rules"))
    return [Applied(row, on, _nearest(row, kept)) for row in rows]


def _nearest(agency: Agency, found: Sequence[ReviewCatalogue]) -> ReviewCatalogue | None:
    own = [
        row
        for row in found
        if agency.path.startswith(row.agency.path) and row.profile == agency.profile_key()
    ]
    return own[-1] if own else None


def told(rows: Sequence[Agency], on: date, today: date) -> list[Applied]:
    """The same as the public reads them: of an earlier day with the names of it."""
    lists = all_applied(rows, on)
    held = [each.version for each in lists if each.version is not None]
    list_names.then(held, on, today, "agency")
    named = list_names.called([each.agency for each in lists], on, today)
    return [replace(each, agency=agency) for each, agency in zip(lists, named, strict=True)]


def versions(agency: Agency) -> list[ReviewCatalogue]:
    """Every published version the agency applied or will apply, the newest first."""
    step = Agency.steplen
    paths = [agency.path[: end + step] for end in range(0, len(agency.path), step)]
    rows = ReviewCatalogue.objects.published().filter(
        agency__path__in=paths, profile=agency.profile_key()
    )
    return list(rows.select_related("agency").order_by("-valid_from", "-agency__path"))
