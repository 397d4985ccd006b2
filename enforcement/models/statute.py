"""Statutes with dated versions and their articles: the version is chosen by the date of the act."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Statute(models.Model):
    """One act, regulation or rule, whatever its version."""

    title = models.CharField(_("名称"), max_length=200)
    folded_title = models.CharField(max_length=200, unique=True)
    level = models.CharField(_("效力层级"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("法律法规")

    def __str__(self) -> str:
        return self.title

    def version_on(self, on: date) -> "StatuteVersion | None":
        """The version in force on the day, or None when none was."""
        return (
            self.versions.filter(effective_from__lte=on)
            .filter(models.Q(effective_to__isnull=True) | models.Q(effective_to__gt=on))
            .order_by("-effective_from")
            .first()
        )


class StatuteVersion(models.Model):
    """The text of a statute from `effective_from` up to, not including, `effective_to`."""

    statute = models.ForeignKey(Statute, on_delete=models.PROTECT, related_name="versions")
    version_date = models.DateField(_("公布或修订日期"))
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    effective_known = models.BooleanField(_("施行日期见于原文"), default=True)
    history = models.TextField(_("制定与修改"), blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statute", "version_date"], name="statute_version_once")
        ]


class Article(models.Model):
    """One article. `no` and `suffix` say 第n条之m; `ordinal` keeps the order of the text."""

    version = models.ForeignKey(StatuteVersion, on_delete=models.PROTECT, related_name="articles")
    ordinal = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    suffix = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=40)
    section = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "no", "suffix"], name="article_once")
        ]
        ordering = ["ordinal"]
