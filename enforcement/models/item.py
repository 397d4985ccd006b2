"""Enforcement items (执法事项) with their legal basis linked to articles."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from enforcement.models.agency import Agency
from enforcement.models.kinds import PowerKind
from enforcement.models.statute import Article, Statute

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a power list says besides (domain §6.2), by key, in the order of the page.
DISCLOSED: "Mapping[str, StrOrPromise]" = {
    "parent": _("所属大项"),
    "on_application": _("是否依申请"),
    "fee_charged": _("是否收费"),
    "fee_standard": _("收费标准"),
    "fee_basis": _("收费依据"),
    "duties": _("职责"),
    "powers": _("权限"),
    "level": _("实施层级"),
    "procedure": _("办理程序"),
    "responsibilities": _("责任事项"),
    "responsibility_basis": _("责任事项依据"),
    "accountability": _("追责情形"),
    "supervision": _("监督方式"),
    "filing_no": _("备案文号"),
    "filed_on": _("备案日期"),
}
# Words of the list itself, kept as they are in every language.
YES, NO = gettext_noop("是"), gettext_noop("否")
CHOSEN = ("on_application", "fee_charged")  # one of the two
DAYS = ("filed_on",)  # a day in ISO form


def disclosed(given: Mapping[str, str]) -> dict[str, str] | None:
    """The texts that say something, in the order of the list; None when none does."""
    kept = {key: text for key in DISCLOSED if (text := given.get(key, "").strip())}
    return kept or None


class ItemQuerySet(models.QuerySet["Item"]):
    """Reading vocabulary of items."""

    def in_force(self, on: date) -> "ItemQuerySet":
        """Items of the list as it stood on the day."""
        ended = models.Q(effective_to__isnull=True) | models.Q(effective_to__gt=on)
        return self.filter(ended, effective_from__lte=on)

    def public(self, on: date) -> "ItemQuerySet":
        """Announced items of announced agencies."""
        return self.in_force(on).filter(
            published_on__lte=on, agency__status=Agency.Status.CONFIRMED
        )


class Item(models.Model):
    """One item of the power list. An inspection item that is not published may not be used.

    `disclosed` holds the texts of DISCLOSED that it has, by key; None when it has none.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("职权类别"), max_length=12, choices=PowerKind.choices)
    name = models.CharField(_("事项名称"), max_length=500)
    code = models.CharField(_("事项编码"), max_length=60, blank=True)
    field = models.CharField(_("执法领域"), max_length=60, blank=True)
    unit = models.CharField(_("承办机构"), max_length=100, blank=True)
    basis_text = models.TextField(_("实施依据"), blank=True)
    time_limit = models.CharField(_("办理期限"), max_length=100, blank=True)
    fee = models.CharField(_("收费情况"), max_length=200, blank=True)
    remedy = models.TextField(_("救济渠道"), blank=True)
    effective_from = models.DateField(_("生效日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    disclosed = models.JSONField(_("其他公示内容"), null=True, blank=True)
    import_key = models.CharField(max_length=64, blank=True, db_index=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政执法事项")
        indexes = [models.Index(fields=["agency", "kind"])]

    def __str__(self) -> str:
        return self.name

    def further(self) -> "list[tuple[StrOrPromise, str]]":
        """Names and texts of `disclosed`."""
        said: Mapping[str, str] = self.disclosed or {}
        return [(label, said[key]) for key, label in DISCLOSED.items() if key in said]


class ItemBasis(models.Model):
    """One citation of an item; `article` is set when the statute is in the library."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="bases")
    citation = models.CharField(_("条款"), max_length=300)
    statute = models.ForeignKey(
        Statute, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    article_no = models.PositiveIntegerField(null=True, blank=True)
    article_suffix = models.PositiveIntegerField(default=0)

    def article(self, on: date) -> Article | None:
        """The article's text as of the day, or None when the library lacks it."""
        if self.statute is None or self.article_no is None:
            return None
        version = self.statute.version_on(on)
        if version is None:
            return None
        return version.articles.filter(no=self.article_no, suffix=self.article_suffix).first()
