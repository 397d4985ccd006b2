"""Enforcement items (执法事项) with their legal basis linked to articles."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.kinds import ActionKind
from enforcement.models.statute import Article, Statute


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
    """One item of the power list. An inspection item that is not published may not be used."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("职权类别"), max_length=12, choices=ActionKind.choices)
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
    import_key = models.CharField(max_length=64, blank=True, db_index=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政执法事项")
        indexes = [models.Index(fields=["agency", "kind"])]

    def __str__(self) -> str:
        return self.name


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
