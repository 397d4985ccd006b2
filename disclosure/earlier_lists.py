"""The lists of subjects, officers, items, delegations and random checks as they stood on an earlier day.

A list of a day has the rows that were on it then, each as the day told it (list_history), also those
that ended since; what was taken back is told no more (once_listed). Words and kinds that a reader
asks for are looked for in the text of that day, so a row is found by the name it had then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from core.calendar import stem
from core.folding import fold_name
from core.pages import Page, cursor_page
from disclosure import list_history, listings, once_listed, random_checks
from enforcement import lists
from enforcement.models import Agency, Delegation, Item, ListVersion, Officer, RandomCheckItem
from enforcement.models.officer import Certificate

Values = Mapping[str, Any]
ROUNDS = 50  # pages looked through for one that has a row of the day


@dataclass(frozen=True)
class Earlier:
    """One list on an earlier day: `rows` may have been on it, `values` is what is asked for."""

    rows: QuerySet[Any]
    values: Values
    on: date

    def then(self, rows: Sequence[Any]) -> list[Any]:
        """Those of the rows that were on the list and answer, as they stood."""
        told = list_history.then(rows, self.on)
        found = [row for row in told if ANSWERS[type(row)](row, self.values)]
        if found and isinstance(found[0], RandomCheckItem):
            _plans_of(found, self.on)
        return found

    def page(self, after: str, *, size: int, field: str, **order: bool) -> Page[Any]:
        """The next page that has a row of the day, at most `size` rows; the last one may have none.

        `order`: `descending` and `strict` as in `cursor_page`.
        """
        for _round in range(ROUNDS):
            part = cursor_page(self.rows, after, size=size, field=field, **order)
            page, after = replace(part, rows=self.then(part.rows)), part.next_cursor
            if page.rows or not after:
                break
        return page


def day_of(values: Values, today: date) -> date | None:
    """The earlier day that is asked for; None stands for today."""
    on: date | None = values.get("on")
    return on if on is not None and on < today else None


def agencies(values: Values, today: date) -> QuerySet[Agency] | Earlier:
    """The announced agencies that answer an AgencyFilter, of its day."""
    on = day_of(values, today)
    return listings.agencies(values) if on is None else Earlier(once_listed.agencies(), values, on)


def subjects(values: Values, today: date) -> QuerySet[Agency] | Earlier:
    """The announced agencies of the day, or the one of them that `agency` names."""
    on, asked = day_of(values, today), values.get("agency", "")
    rows = listings.agencies({}, None if on is None else once_listed.agencies())
    rows = rows.filter(**listings.named(asked)) if asked else rows
    return rows if on is None else Earlier(rows, {}, on)


def known(on: date, today: date) -> QuerySet[Agency]:
    """Agencies of which a day may tell something: of an earlier one also the abolished."""
    return once_listed.agencies() if on < today else listings.agencies({})


def was_listed(agency: Agency, on: date, today: date) -> bool:
    """Whether the agency was on the list of the day; of a day to come, whether it is today."""
    if on >= today:
        return bool(agency.status == Agency.Status.CONFIRMED)
    return bool(list_history.then([agency], on))


def officers(values: Values, today: date) -> QuerySet[Officer] | Earlier:
    """The officers who were on the list of the day, with their certificates of it."""
    on = day_of(values, today)
    if on is None:
        return listings.officers(values, today)
    held = Certificate.objects.valid(on).announced(on).order_by("-valid_from")
    current = Prefetch("certificates", queryset=held, to_attr="current")
    whole = listings.officers({}, today, _of(once_listed.officers(), values, on))
    rows = whole.prefetch_related(None).prefetch_related(current)
    asked = _said("name", values.get("q"))
    if values.get("q"):
        named = Certificate.objects.announced(on)
        had = named.filter(number__iexact=values["q"]).values("officer")
        rows = rows.filter(
            Q(name__contains=values["q"]) | Q(pk__in=had) | once_said(Officer, asked, on)
        )
    return Earlier(rows, values, on)


def items(values: Values, today: date) -> QuerySet[Item] | Earlier:
    """The power list of the day."""
    on = day_of(values, today)
    if on is None:
        return listings.items(values, today)
    once = _of(once_listed.items(), values, on)
    whole = listings.items({}, today, once)
    asked = _said("name", values.get("q")) | _said("code", values.get("q"))
    if values.get("kind"):
        same = Q(content__kind=values["kind"])
        asked = asked & same if values.get("q") else same
    now = listings.items({**values, "agency": ""}, today, once)
    return Earlier(_either(whole, now, asked, values, on), values, on)


def random_items(values: Values, today: date) -> QuerySet[RandomCheckItem] | Earlier:
    """The list of random checks of the day, with the plans of its year as `this_year`."""
    on = day_of(values, today)
    if on is None:
        return random_checks.items(values, today)
    once = _of(once_listed.random_items(), values, on)
    whole = random_checks.items({}, today, once)
    rows = whole.prefetch_related(None)
    asked = _said("name", values.get("q")) | _said("target", values.get("q"))
    now = random_checks.items({**values, "agency": ""}, today, once)
    return Earlier(_either(rows, now, asked, values, on), values, on)


def delegations(values: Values, today: date) -> QuerySet[Delegation] | Earlier:
    """The register of delegations of the day; of a day to come what is public today."""
    on = day_of(values, today)
    if on is None:
        return listings.delegations(values, today)
    once = once_listed.delegations().filter(published_on__lte=today)
    whole = listings.delegations({"agency": values.get("agency", "")}, today, once)
    asked = _said("matters", values.get("q")) | _said("number", values.get("q"))
    rows = whole.filter(valid_from__lte=on)
    now = listings.delegations(values, today, once)
    return Earlier(_either(rows, now, asked, values, on), values, on)


def delegated(on: date, today: date) -> QuerySet[Delegation]:
    """Delegations of which a day may tell something: of an earlier one also those of the abolished."""
    return once_listed.delegations() if on < today else listings.delegations({}, today)


def _of(rows: QuerySet[Any], values: Values, on: date) -> QuerySet[Any]:
    """Rows that are the agency's today or were by a version of an earlier day; all when none is asked."""
    asked = values.get("agency", "")
    if not asked:
        return rows
    keys = list(Agency.objects.filter(**listings.named(asked)).values_list("pk", flat=True))
    own = once_said(rows.model, Q(content__agency__in=keys), on)
    return rows.filter(Q(agency__in=keys) | own)


def _at(row: Any, values: Values) -> bool:
    """Whether the row was the agency's that is asked for."""
    asked = values.get("agency", "")
    named: Values = listings.named(asked) if asked else {}
    return all(str(getattr(row.agency, key)) == each for key, each in named.items())


def _said(key: str, words: str | None) -> Q:
    return Q(**{f"content__{key}__icontains": words}) if words else Q()


def _either(
    whole: QuerySet[Any], now: QuerySet[Any], asked: Q, values: Values, on: date
) -> QuerySet[Any]:
    """Rows that answer today or by a version of an earlier day; all of them when nothing is asked."""
    if not any(value for key, value in values.items() if key not in ("agency", "on")):
        return whole
    return whole.filter(Q(pk__in=now.order_by().values("pk")) | once_said(whole.model, asked, on))


def once_said(model: type[Any], asked: Q, on: date) -> Q:
    """Rows of which a version until the day answers; what the day told of them is asked then."""
    kind = next(book.kind for book in lists.LISTS.values() if book.model is model)
    held = ListVersion.objects.filter(asked, kind=kind, valid_from__lte=on).held()
    return Q(pk__in=held.order_by().values("row"))


def _plans_of(rows: Sequence[RandomCheckItem], on: date) -> None:
    lines = once_listed.random_plans().filter(check_item__in=[row.pk for row in rows], year=on.year)
    told = list_history.then(lines.order_by("pk"), on)
    for row in rows:
        row.this_year = [line for line in told if line.check_item_id == row.pk]  # type: ignore[attr-defined]  # as random_checks.items has it


def _agency(row: Agency, values: Values) -> bool:
    words, region = values.get("q") or "", values.get("region") or ""
    named = fold_name(words) in fold_name(row.name) or row.uscc == words.upper()
    return named and row.division_code.startswith(stem(region) if region else "")


def _officer(row: Officer, values: Values) -> bool:
    words, held = values.get("q") or "", row.current  # type: ignore[attr-defined]  # prefetched
    named = words in row.name or any(card.number.lower() == words.lower() for card in held)
    return named and _at(row, values)


def _item(row: Item, values: Values) -> bool:
    words = (values.get("q") or "").lower()
    named = words in row.name.lower() or row.code.lower() == words
    return named and values.get("kind") in (None, "", row.kind) and _at(row, values)


def _delegation(row: Delegation, values: Values) -> bool:
    words = (values.get("q") or "").lower()
    return words in row.matters.lower() or words in row.number.lower()


def _random_item(row: RandomCheckItem, values: Values) -> bool:
    words = (values.get("q") or "").lower()
    named = words in row.name.lower() or words in row.target.lower()
    return named and _at(row, values)


def page_of(
    rows: QuerySet[Any] | Earlier,
    after: str,
    *,
    size: int,
    field: str,
    strict: bool = False,
    descending: bool = False,
) -> Page[Any]:
    """One page of a list, of today or of an earlier day; `strict` and order as in `cursor_page`."""
    order = {"strict": strict, "descending": descending}
    if isinstance(rows, Earlier):
        return rows.page(after, size=size, field=field, **order)
    return cursor_page(rows, after, size=size, field=field, **order)


ANSWERS: Mapping[type[Any], Any] = {
    Agency: _agency,
    Officer: _officer,
    Item: _item,
    RandomCheckItem: _random_item,
    Delegation: _delegation,
}
