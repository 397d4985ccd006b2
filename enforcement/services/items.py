"""Keeping the list of enforcement items, each with its legal basis joined to the statutes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.folding import fold_title
from core.permissions import demand
from enforcement import lists
from enforcement.citations import Citation, find_citations
from enforcement.models import Agency, Item, ItemBasis, ListChange, Statute, User
from enforcement.models.item import CHOSEN, DAYS, DISCLOSED, NO, YES
from enforcement.services import freshness, list_records

CHANGE = "enforcement.change_registry"
ARTICLE = "国办发〔2018〕118号"
FIELDS = frozenset(field.name for field in Item._meta.fields) - {"id"}
CITATION_LENGTH = ItemBasis._meta.get_field("citation").max_length or 0


class Library:
    """Statute keys by folded title; give one to a long import so that it is read only once."""

    def __init__(self) -> None:
        self._keys = dict(Statute.objects.values_list("folded_title", "pk"))

    def key(self, title: str) -> int | None:
        """The statute of a title, or None when the library lacks it."""
        return self._keys.get(fold_title(title))


@transaction.atomic
def create(
    *,
    by: User | None = None,
    agency: Agency,
    kind: str,
    name: str,
    effective_from: date,
    basis_text: str = "",
    citations: Iterable[Citation] | None = None,
    library: Library | None = None,
    **details: Any,
) -> Item:
    """Add an item. Its citations are found in `basis_text` unless they are given.

    Raises RuleError for a blank name or a period that ends before it begins.
    """
    if by is not None:
        demand(by, CHANGE)
    item = Item(
        agency=agency,
        kind=kind,
        name=name.strip(),
        effective_from=effective_from,
        basis_text=basis_text,
        **details,
    )
    _check(item)
    item.save(force_insert=True)
    given = find_citations(basis_text) if citations is None else citations
    _keep_bases(item, given, library or Library())
    audit.append("item.create", obj=item, actor=by, data={"name": item.name, "kind": item.kind})
    return item


@transaction.atomic
def update(
    item: Item,
    *,
    by: User | None = None,
    citations: Iterable[Citation] | None = None,
    library: Library | None = None,
    **changes: Any,
) -> bool:
    """Change named fields of an item and its citations; False when nothing was different."""
    if by is not None:
        demand(by, CHANGE)
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"not fields of an item: {sorted(unknown)}")
    row = Item.objects.select_for_update().get(pk=item.pk)
    fresh = {key: value for key, value in changes.items() if getattr(row, key) != value}
    before, said = {key: getattr(row, key) for key in fresh}, lists.content(row)
    for key, value in fresh.items():
        setattr(row, key, value)
    _check(row)
    list_records.assert_approved(row, said)
    if fresh:
        row.save(update_fields=list(fresh))
    if citations is None and "basis_text" in fresh:
        citations = find_citations(row.basis_text)
    moved = citations is not None and _keep_bases(row, citations, library or Library())
    if fresh or moved:
        list_records.record(row, said, by=by)
        plain = {"before": _plain(before), "after": _plain(fresh), "bases": moved}
        audit.append("item.update", obj=row, actor=by, data=plain)
    if fresh.get("effective_to"):
        words = _("执法事项“%(name)s”失效") % {"name": row.name}
        freshness.note(row.agency, ListChange.Cause.FUNCTION, words, on=fresh["effective_to"])
    return bool(fresh or moved)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.pk if isinstance(v, Agency) else v for k, v in values.items()}


def _check(item: Item) -> None:
    if not item.name:
        raise RuleError(
            _("请填写事项名称。"), remedy=_("应与权责清单一致。"), field="name", article=ARTICLE
        )
    if item.effective_to is not None and item.effective_to < item.effective_from:
        raise RuleError(_("失效日期早于生效日期。"), remedy=_("请核对清单。"), field="effective_to")
    _check_disclosed(item.disclosed or {})


def _check_disclosed(said: Mapping[str, str]) -> None:
    """RuleError for a choice or a day that is none, and for a fee without standard or basis."""
    for key in CHOSEN:
        if said.get(key, YES) not in (YES, NO):
            raise _unread(key, _("请填写“是”或者“否”。"))
    for key in DAYS:
        try:
            date.fromisoformat(said.get(key, "2026-01-31"))
        except ValueError as error:
            raise _unread(key, _("请写成 2026-01-31。")) from error
    lacking = [key for key in ("fee_standard", "fee_basis") if key not in said]
    if said.get("fee_charged") == YES and lacking:
        raise RuleError(
            _("收费的事项应当公布收费标准和收费依据。"),
            article=ARTICLE,
            remedy=_("请补充。"),
            field=lacking[0],
        )


def _unread(key: str, remedy: str) -> RuleError:
    words = _("%(name)s无法识别。") % {"name": DISCLOSED[key]}
    return RuleError(words, article=ARTICLE, remedy=remedy, field=key)


def _keep_bases(item: Item, citations: Iterable[Citation], library: Library) -> bool:
    """Make the item's citations those given; True when they were different."""
    wanted = {c.full[:CITATION_LENGTH]: c for c in citations}
    present = set(item.bases.values_list("citation", flat=True))
    if present == set(wanted):
        return False
    item.bases.exclude(citation__in=wanted).delete()
    ItemBasis.objects.bulk_create(
        ItemBasis(
            item=item,
            citation=text,
            statute_id=library.key(c.title),
            article_no=c.no,
            article_suffix=c.suffix,
        )
        for text, c in wanted.items()
        if text not in present
    )
    return True
