"""Keeping the catalogue of review: a version is begun, edited rule by rule, handed in and published."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.models import AuditEntry
from core.permissions import demand
from enforcement import review_floor, review_scope, review_terms
from enforcement.flows import CATALOGUE
from enforcement.models import Agency, CatalogueRule, ReviewCatalogue, User
from enforcement.review_rules import PARTS, SEPARATE, Rule
from enforcement.services import review_marks

CHANGE, APPROVE = "enforcement.change_registry", "enforcement.decide"
WRITTEN = ("catalogue.rewrite", "catalogue.rule")
ARTICLE = "国办发〔2018〕118号第十二条"
TEXT = ("title", "doc_no", "source", "change_note")
FIXED = ("key", "label", "article", "test", "kinds", "procedures", "limits", "statutory")


@transaction.atomic
def begin(*, by: User, agency: Agency, on: date, **text: str) -> ReviewCatalogue:
    """Begin a version with the rules that are in force for the agency on the day.

    `text`: title, doc_no, source and change_note. RuleError for another agency's list, an empty
    text, and while another version is open.
    """
    _assert_kept(agency, by)
    _assert_text(text)
    Agency.objects.select_for_update().get(pk=agency.pk)
    if ReviewCatalogue.objects.open().filter(agency=agency).exists():
        raise _refuse(
            _("本机关已有编制中或者待批准的目录清单。"), _("请先公布或者放弃该版本。"), "agency"
        )
    row = ReviewCatalogue.objects.create(
        agency=agency, profile=agency.profile_key(), created_by=by, **text
    )
    rules = review_scope.rules_of(agency, on)
    CatalogueRule.objects.bulk_create(
        CatalogueRule(catalogue=row, place=place, **_columns(rule))
        for place, rule in enumerate(rules, start=1)
    )
    audit.append("catalogue.begin", obj=row, actor=by, data={**text, "rules": len(rules)})
    return row


def _columns(rule: Rule) -> dict[str, Any]:
    """A rule of the profile or of an earlier version as the columns of a row."""
    terms = {
        name: value
        for name, value in rule.items()
        if name not in FIXED and name not in ("threshold", "valid_from", "valid_to")
    }
    limits = {
        kind: {"cents": each.amount_cents, "inclusive": each.inclusive}
        for kind, each in rule.get("limits", {}).items()
    }
    if rule["test"] == "amount":
        terms = {"of": list(PARTS), "counted": SEPARATE, **terms}
    return {
        **{name: rule[name] for name in ("key", "label", "article", "test")},
        "kinds": list(rule.get("kinds", ())),
        "procedures": list(rule.get("procedures", ())),
        "terms": {**terms, "limits": limits} if limits else terms,
    }


def _refuse(message: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def _assert_kept(agency: Agency, by: User) -> None:
    demand(by, CHANGE)
    if not Agency.objects.kept_by(by).filter(pk=agency.pk).exists():
        raise _refuse(_("该执法主体的清单不由您维护。"), _("请选择本机关或者所属机关。"), "agency")


def _assert_text(text: Mapping[str, str]) -> None:
    for name in ("title", "doc_no", "source"):
        if not text.get(name, "").strip():
            label = ReviewCatalogue._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column
            raise _refuse(
                _("请填写%(name)s。") % {"name": label},
                _("目录清单应当写明制定文件和依据。"),
                name,
            )


def draft(catalogue: ReviewCatalogue, by: User) -> ReviewCatalogue:
    """The locked draft of an agency whose lists are the account's. RuleError for any other version."""
    row = (
        ReviewCatalogue.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(pk=catalogue.pk)
    )
    _assert_kept(row.agency, by)
    if row.status != ReviewCatalogue.Status.DRAFT:
        raise _refuse(
            _("该版本的状态为“%(state)s”，不能修改。") % {"state": row.get_status_display()},
            _("已公布的目录清单不得修改；请编制新的版本。"),
        )
    return row


@transaction.atomic
def rewrite(catalogue: ReviewCatalogue, *, by: User, **text: str) -> ReviewCatalogue:
    """Change title, number, source or note of a draft."""
    row = draft(catalogue, by)
    _assert_text({name: text.get(name, getattr(row, name)) for name in TEXT})
    for name, value in text.items():
        setattr(row, name, value)
    row.save(update_fields=list(text))
    audit.append("catalogue.rewrite", obj=row, actor=by, data=text)
    return row


@transaction.atomic
def put(
    catalogue: ReviewCatalogue,
    *,
    by: User,
    on: date,
    rule: CatalogueRule | None = None,
    label: str,
    article: str,
    test: str,
    kinds: Sequence[str] = (),
    procedures: Sequence[str] = (),
    terms: Mapping[str, Any] | None = None,
) -> CatalogueRule:
    """Add a rule to a draft, or give the named one new words and terms.

    RuleError when terms are missing or unknown, and when the list would then ask for less than the
    law in force on the day.
    """
    row = draft(catalogue, by)
    for name, words in (("label", label), ("article", article)):
        if not words.strip():
            raise _refuse(_("每一项都应当写明事项和依据条款。"), _("请填写。"), name)
    kept = _kept(row, rule)
    values: dict[str, Any] = {
        "label": label.strip(),
        "article": article.strip(),
        "test": test,
        "kinds": list(kinds),
        "procedures": list(procedures),
        "terms": review_terms.cleaned(test, kinds, procedures, terms or {}),
    }
    before = {name: getattr(kept, name) for name in values}
    for name, value in values.items():
        setattr(kept, name, value)
    _assert_lawful(row, on, [*(r for r in row.rules.all() if r.pk != kept.pk), kept])
    kept.save(force_insert=rule is None, update_fields=None if rule is None else list(values))
    old = {} if rule is None else {"before": before}
    audit.append("catalogue.rule", obj=kept, actor=by, data={**old, "key": kept.key, **values})
    return kept


def _kept(row: ReviewCatalogue, rule: CatalogueRule | None) -> CatalogueRule:
    """The rule of this draft, or a new one behind the last."""
    if rule is not None:
        return CatalogueRule.objects.select_for_update().get(pk=rule.pk, catalogue=row)
    places = [each.place for each in row.rules.all()]
    taken, place = {each.key for each in row.rules.all()}, max(places, default=0) + 1
    number = place
    while f"own_{number}" in taken:
        number += 1
    return CatalogueRule(catalogue=row, place=place, key=f"own_{number}")


def _assert_lawful(row: ReviewCatalogue, on: date, rules: Sequence[CatalogueRule]) -> None:
    day = max(on, row.valid_from) if row.valid_from else on
    laws = review_floor.floor(row.agency.rules(), day)
    review_floor.assert_kept([rule.row() for rule in rules], laws)


@transaction.atomic
def remove(catalogue: ReviewCatalogue, *, by: User, on: date, rule: CatalogueRule) -> None:
    """Take a rule out of a draft. RuleError when the law itself asks for it."""
    row = draft(catalogue, by)
    gone = CatalogueRule.objects.select_for_update().get(pk=rule.pk, catalogue=row)
    _assert_lawful(row, on, [each for each in row.rules.all() if each.pk != gone.pk])
    data = {"key": gone.key, "label": gone.label, "article": gone.article}
    audit.append("catalogue.remove_rule", obj=gone, actor=by, data=data)
    gone.delete()


@transaction.atomic
def submit(catalogue: ReviewCatalogue, *, by: User, on: date, valid_from: date) -> ReviewCatalogue:
    """报请批准: the rules are fixed, with the day on which they are to take effect.

    RuleError for a day that is past or not later than the version published last.
    """
    row = draft(catalogue, by)
    _assert_day(row, on, valid_from)
    row.valid_from = valid_from
    _assert_lawful(row, on, list(row.rules.all()))
    changes = {"valid_from": valid_from, "submitted_by": by, "opinion": ""}
    return CATALOGUE.move(row, "submit", by=by, changes=changes)


def _assert_day(row: ReviewCatalogue, on: date, valid_from: date) -> None:
    if valid_from < on:
        raise _refuse(
            _("生效日期不能早于公布日期。"),
            _("目录清单不溯及既往；请另定生效日期。"),
            "valid_from",
        )
    last = ReviewCatalogue.objects.published().filter(agency=row.agency_id)
    newest = last.order_by("-valid_from").first()
    if newest is not None and newest.valid_from is not None and valid_from <= newest.valid_from:
        raise _refuse(
            _("生效日期应当晚于已公布版本的生效日期%(day)s。") % {"day": newest.valid_from},
            _("请另定生效日期。"),
            "valid_from",
        )


@transaction.atomic
def publish(catalogue: ReviewCatalogue, *, by: User, on: date, opinion: str) -> ReviewCatalogue:
    """批准公布, by a head of the agency who did not hand it in; it holds from its day on."""
    row = _to_decide(catalogue, "publish", by)
    _assert_day(row, on, row.valid_from or on)
    _assert_lawful(row, on, list(row.rules.all()))
    changes = {"approved_by": by, "published_on": on, "opinion": opinion}
    made = CATALOGUE.move(row, "publish", by=by, changes=changes, note=opinion)
    review_marks.mark(on)
    return made


@transaction.atomic
def give_back(catalogue: ReviewCatalogue, *, by: User, opinion: str) -> ReviewCatalogue:
    """退回修改, with the reason."""
    if not opinion.strip():
        raise _refuse(_("退回修改应当说明理由。"), _("请填写意见。"), "opinion")
    row = _to_decide(catalogue, "return", by)
    return CATALOGUE.move(row, "return", by=by, changes={"opinion": opinion}, note=opinion)


def _to_decide(catalogue: ReviewCatalogue, move: str, by: User) -> ReviewCatalogue:
    demand(by, APPROVE)
    row = CATALOGUE.lock(catalogue, move)
    if by.agency_id != row.agency_id:
        raise _refuse(_("目录清单由编制机关负责人批准。"), _("请由该机关负责人办理。"))
    if row.submitted_by_id == by.pk:
        raise _refuse(_("报批人不能批准自己报请的目录清单。"), _("请由其他负责人批准。"))
    if _wrote(row, by):
        raise _refuse(_("编制人不能批准自己编写的内容。"), _("请由其他负责人批准。"))
    return row


def _wrote(row: ReviewCatalogue, by: User) -> bool:
    """Whether the account began the version, or wrote its text or one of its rules."""
    if row.created_by_id == by.pk:
        return True
    own = Q(object_type=row._meta.label_lower, object_id=str(row.pk))
    rules = [str(rule.pk) for rule in row.rules.all()]
    of_rules = Q(object_type=row.rules.model._meta.label_lower, object_id__in=rules)
    written = AuditEntry.objects.filter(action__in=WRITTEN, actor_id=by.pk)
    return written.filter(own | of_rules).exists()


@transaction.atomic
def discard(catalogue: ReviewCatalogue, *, by: User, reason: str) -> ReviewCatalogue:
    """放弃编制: the draft stays on record and is no longer worked on."""
    if not reason.strip():
        raise _refuse(_("放弃编制应当说明理由。"), _("请填写理由。"), "reason")
    return CATALOGUE.move(draft(catalogue, by), "discard", by=by, note=reason)


def facts(row: ReviewCatalogue, *, public: bool = False) -> list[tuple[str, Any]]:
    """The document of a version: names and values; empty ones left out, people only inside."""
    people = (
        []
        if public
        else [
            (_("报批人"), row.submitted_by and row.submitted_by.name),
            (_("批准人"), row.approved_by and row.approved_by.name),
            (_("意见"), row.opinion),
        ]
    )
    pairs = [
        (_("编制机关"), row.agency),
        (_("制定文件文号"), row.doc_no),
        (_("制定依据"), row.source),
        (_("修订说明"), row.change_note),
        (_("生效日期"), row.valid_from),
        (_("公布日期"), row.published_on),
        *people,
    ]
    return [(name, value) for name, value in pairs if value]
