"""The catalogue of review (重大执法决定法制审核目录清单): versions of an agency, each a list of rules.

Source: 国办发〔2018〕118号（十二）. A version that was published never changes; the next one takes its
place on its first day.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.profiles import Threshold


class ReviewCatalogueQuerySet(models.QuerySet["ReviewCatalogue"]):
    """Reading vocabulary of the versions."""

    def published(self) -> "ReviewCatalogueQuerySet":
        """Versions in force, to come into force, or superseded."""
        return self.filter(status=ReviewCatalogue.Status.PUBLISHED)

    def open(self) -> "ReviewCatalogueQuerySet":
        """Versions still being written or approved."""
        return self.filter(status__in=ReviewCatalogue.OPEN)

    def for_agency(self, agency: Agency, on: date | None) -> "ReviewCatalogue | None":
        """The version an agency applies on the day: its own, else the nearest above of its rules.

        None as the day means the newest published one, in force or to come.
        """
        step = Agency.steplen
        paths = [agency.path[: end + step] for end in range(0, len(agency.path), step)]
        if not paths:
            return None
        rows = self.published().filter(agency__path__in=paths, profile=agency.profile_key())
        if on is not None:
            rows = rows.filter(valid_from__lte=on)
        found = rows.order_by("-agency__path", "-valid_from").select_related("agency")
        return found.prefetch_related("rules").first()


class ReviewCatalogue(models.Model):
    """One version of the list of one agency, which those below it apply too.

    `profile` is the jurisdiction whose law it rests on; an agency under other rules does not apply
    it. `valid_from` is set when it is handed in for approval.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("编制中")
        SUBMITTED = "submitted", _("待批准")
        PUBLISHED = "published", _("已公布")
        DISCARDED = "discarded", _("已放弃")

    OPEN = (Status.DRAFT, Status.SUBMITTED)

    agency = models.ForeignKey(
        Agency,
        verbose_name=_("编制机关"),
        on_delete=models.PROTECT,
        related_name="review_catalogues",
    )
    profile = models.CharField(_("地方规则"), max_length=40)
    title = models.CharField(_("清单名称"), max_length=200)
    doc_no = models.CharField(_("制定文件文号"), max_length=128)
    source = models.TextField(_("制定依据"))
    change_note = models.TextField(_("修订说明"), blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    valid_from = models.DateField(_("生效日期"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    opinion = models.TextField(_("批准意见"), blank=True)

    objects = ReviewCatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("法制审核目录清单")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(status__in=["draft", "submitted"]),
                name="review_catalogue_one_open",
            ),
            models.UniqueConstraint(
                fields=["agency", "valid_from"],
                condition=models.Q(status="published"),
                name="review_catalogue_one_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(doc_no="") & ~models.Q(source=""),
                name="review_catalogue_has_source",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | (
                    models.Q(
                        valid_from__isnull=False,
                        published_on__isnull=False,
                        approved_by__isnull=False,
                        submitted_by__isnull=False,
                    )
                    & ~models.Q(approved_by=models.F("submitted_by"))
                    & models.Q(valid_from__gte=models.F("published_on"))
                ),
                name="review_catalogue_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.doc_no}）"

    def rows(self) -> list[Mapping[str, Any]]:
        """The rules as enforcement.review_rules reads them, in the order of the list."""
        return [rule.row() for rule in self.rules.all()]


class CatalogueRule(models.Model):
    """One rule. `terms` holds what its test compares (enforcement.review_terms)."""

    catalogue = models.ForeignKey(ReviewCatalogue, on_delete=models.PROTECT, related_name="rules")
    place = models.PositiveSmallIntegerField(_("序号"))
    key = models.CharField(max_length=40)
    label = models.CharField(_("审核事项"), max_length=200)
    article = models.CharField(_("依据条款"), max_length=300)
    test = models.CharField(_("判断方法"), max_length=20)
    kinds = models.JSONField(_("执法类别"), default=list)
    procedures = models.JSONField(_("程序"), default=list)
    terms = models.JSONField(_("判断标准"), default=dict)

    class Meta:
        verbose_name = _("目录清单的一项")
        ordering = ["catalogue", "place"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "key"], name="catalogue_rule_once"),
            models.CheckConstraint(
                condition=~models.Q(label="") & ~models.Q(article="") & ~models.Q(test=""),
                name="catalogue_rule_has_article",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def agency_id(self) -> int:
        """The agency of the list."""
        return int(self.catalogue.agency_id)

    def row(self) -> Mapping[str, Any]:
        """The rule as enforcement.review_rules reads it; amounts as limits by kind of party."""
        fixed = {name: getattr(self, name) for name in ("key", "label", "article", "test")}
        scope = {"kinds": self.kinds, "procedures": self.procedures}
        terms = {name: value for name, value in self.terms.items() if name != "limits"}
        limits = {
            kind: Threshold(each["cents"], each["inclusive"], self.article)
            for kind, each in self.terms.get("limits", {}).items()
        }
        return {**fixed, **scope, **terms, "limits": limits}
