"""Enforcement officers and the history of their certificates."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Reading vocabulary of officers."""

    def certified(self, on: date) -> "OfficerQuerySet":
        """Officers with a certificate valid on the day (domain §1.25: never as of today)."""
        return self.filter(
            models.Exists(Certificate.objects.valid(on).filter(officer=models.OuterRef("pk")))
        )

    def listed(self, on: date) -> "OfficerQuerySet":
        """Officers on the list of an announced agency by the day, in post or not any more."""
        return self.filter(published_on__lte=on, agency__status=Agency.Status.CONFIRMED)

    def public(self, on: date) -> "OfficerQuerySet":
        """Those of them who are in post."""
        return self.listed(on).filter(status=Officer.Status.ACTIVE)


class Officer(models.Model):
    """One enforcement officer (执法人员). Public: name, agency, post, certificate, area, category.

    Whether somebody may enforce the law is told by the certificate (行政处罚法 42), whether the public
    reads of them by `published_on`: an officer who is not on the list yet works on cases as any other.
    `listed_certificates`: keys of the certificates that the list names, None before any.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("在岗")
        SUSPENDED = "suspended", _("暂扣证件")
        LEFT = "left", _("已注销")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="officer",
    )
    name = models.CharField(_("姓名"), max_length=60)
    post = models.CharField(_("职务"), max_length=60)
    unit = models.CharField(_("内设机构"), max_length=100, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.ACTIVE
    )
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    listed_certificates = models.JSONField(_("行政执法证"), null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政执法人员")

    def __str__(self) -> str:
        return self.name

    def certificate_on(self, on: date) -> "Certificate | None":
        """The certificate valid on the day, if there is one."""
        return Certificate.objects.valid(on).filter(officer=self).order_by("-valid_from").first()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reading vocabulary of certificates."""

    def valid(self, on: date) -> "CertificateQuerySet":
        """Certificates in force on the day: within the period and not withdrawn by then."""
        return self.filter(valid_from__lte=on, valid_to__gte=on).exclude(ended_on__lte=on)

    def announced(self, on: date) -> "CertificateQuerySet":
        """Certificates that the list of officers had named by the day, ended since or not."""
        return self.filter(published_on__lte=on)


class Certificate(models.Model):
    """An enforcement certificate (执法证). History is kept: rows end, they are not rewritten.

    It counts from its first day, and is public from `published_on`, when the list named it first.
    """

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("执法证号"), max_length=40)
    issuer = models.CharField(_("发证机关"), max_length=100)
    area = models.CharField(_("执法区域"), max_length=100)
    category = models.CharField(_("执法类别"), max_length=100, blank=True)
    valid_from = models.DateField(_("有效期自"))
    valid_to = models.DateField(_("有效期至"))
    ended_on = models.DateField(_("暂扣或注销日期"), null=True, blank=True)
    end_reason = models.CharField(_("暂扣或注销原因"), max_length=200, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政执法证")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number", "valid_from"], name="certificate_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="certificate_period"
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the officer."""
        return int(self.officer.agency_id)
