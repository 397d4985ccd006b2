"""What is done with a version of the catalogue of review, and with one of its rules."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.catalogues import (
    OpinionForm,
    PublishForm,
    ReasonForm,
    RemoveForm,
    SubmitForm,
)
from enforcement.models import Agency, CatalogueRule, ReviewCatalogue, User
from enforcement.services import catalogues

DRAFT, SUBMITTED = ReviewCatalogue.Status.DRAFT, ReviewCatalogue.Status.SUBMITTED


def kept(user: Any) -> QuerySet[ReviewCatalogue]:
    """The versions of the agencies whose lists the account reads or keeps."""
    rows = ReviewCatalogue.objects.filter(agency__in=Agency.objects.kept_by(user))
    return rows.select_related("agency", "created_by", "submitted_by", "approved_by")


def kept_rules(user: Any) -> QuerySet[CatalogueRule]:
    """The rules of those versions."""
    return CatalogueRule.objects.filter(catalogue__in=kept(user)).select_related("catalogue")


def version_page(row: ReviewCatalogue) -> tuple[str, str]:
    """The page of the version in the registry."""
    return row.title, reverse("catalogue-detail", args=[row.pk])


def _remove(row: CatalogueRule, *, by: User, on: date) -> None:
    catalogues.remove(row.catalogue, by=by, on=on, rule=row)


def _day(row: ReviewCatalogue, on: date) -> str:
    return _("%(title)s（%(doc_no)s）自%(day)s起适用；此前的决定仍按原清单。") % {
        "title": row.title,
        "doc_no": row.doc_no,
        "day": row.valid_from,
    }


CATALOGUE_SUBMIT = Act(
    name="catalogue-submit",
    permission=catalogues.CHANGE,
    title=gettext_lazy("报请批准"),
    done=gettext_lazy("已报请批准，由机关负责人办理。"),
    rows=kept,
    form=SubmitForm,
    do=catalogues.submit,
    home=version_page,
    open=lambda row: row.status == DRAFT,
)
CATALOGUE_PUBLISH = Act(
    name="catalogue-publish",
    permission=catalogues.APPROVE,
    title=gettext_lazy("批准公布"),
    done=gettext_lazy("已批准公布，自生效日期起适用。"),
    rows=kept,
    form=PublishForm,
    do=catalogues.publish,
    home=version_page,
    lead=_day,
    open=lambda row: row.status == SUBMITTED,
    question=gettext_lazy("公布后不得修改，确定批准吗？"),
)
CATALOGUE_RETURN = Act(
    name="catalogue-return",
    permission=catalogues.APPROVE,
    title=gettext_lazy("退回修改"),
    done=gettext_lazy("已退回修改。"),
    rows=kept,
    form=OpinionForm,
    do=catalogues.give_back,
    home=version_page,
    open=lambda row: row.status == SUBMITTED,
)
CATALOGUE_DISCARD = Act(
    name="catalogue-discard",
    permission=catalogues.CHANGE,
    title=gettext_lazy("放弃编制"),
    done=gettext_lazy("已放弃该版本。"),
    rows=kept,
    form=ReasonForm,
    do=catalogues.discard,
    home=version_page,
    open=lambda row: row.status == DRAFT,
    question=gettext_lazy("放弃后不能恢复，确定放弃吗？"),
)
RULE_REMOVE = Act(
    name="catalogue-rule-remove",
    permission=catalogues.CHANGE,
    title=gettext_lazy("删去一项"),
    done=gettext_lazy("已删去。"),
    rows=kept_rules,
    form=RemoveForm,
    do=_remove,
    home=lambda row: version_page(row.catalogue),
    lead=lambda row, on: row.label,
    open=lambda row: row.catalogue.status == DRAFT,
    question=gettext_lazy("确定删去这一项吗？"),
)
ACTS = (CATALOGUE_SUBMIT, CATALOGUE_PUBLISH, CATALOGUE_RETURN, CATALOGUE_DISCARD)


def offered(row: ReviewCatalogue, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the version."""
    acts = [act for act in ACTS if act.offered(row, user)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act in acts]
