"""A licence (许可证件) and its life after the decision (行政许可法 8, 49, 50, 69, 70)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.case import Case
from enforcement.models.decision import Decision
from enforcement.models.party import Party


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Reading vocabulary of licences."""

    def visible_to(self, user: Any) -> "LicenceQuerySet":
        """Licences from cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Licence(models.Model):
    """What a granted permit gave: valid until it expires or is ended, and by what.

    `valid_to` None is without end. The four end states differ: 撤回 (the law or the facts changed),
    撤销 (it should not have been granted), 注销 (a formality after it lost its object), 吊销 (a penalty).
    """

    class Status(models.TextChoices):
        VALID = "valid", _("有效")
        EXPIRED = "expired", _("有效期届满")
        WITHDRAWN = "withdrawn", _("已撤回")
        REVOKED = "revoked", _("已撤销")
        CANCELLED = "cancelled", _("已注销")
        PUNISHED = "punished", _("已吊销")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="licence")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="licences")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="licences")
    title = models.CharField(_("许可证书名称"), max_length=200)
    number = models.CharField(_("许可编号"), max_length=128)
    valid_from = models.DateField(_("有效期自"))
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.VALID
    )
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    end_reason = models.TextField(_("失效的理由"), blank=True)
    penalty = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("许可证件")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="valid", ended_on__isnull=True)
                | ~models.Q(status="valid") & models.Q(ended_on__isnull=False),
                name="licence_ended_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="punished") | models.Q(penalty__isnull=False),
                name="licence_punished_by_a_penalty",
            ),
        ]
        indexes = [models.Index(fields=["status", "valid_to"])]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class LicenceEvent(models.Model):
    """One thing that happened to a licence. Append-only."""

    class Kind(models.TextChoices):
        GRANTED = "granted", _("准予许可")
        RENEWED = "renewed", _("准予延续")
        DEEMED = "deemed", _("视为准予延续")
        NOT_RENEWED = "not_renewed", _("不予延续")
        CHANGED = "changed", _("准予变更")
        NOT_CHANGED = "not_changed", _("不予变更")
        EXPIRED = "expired", _("有效期届满")
        WITHDRAWN = "withdrawn", _("撤回")
        REVOKED = "revoked", _("撤销")
        CANCELLED = "cancelled", _("注销")
        PUNISHED = "punished", _("吊销")

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("事项"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("日期"))
    note = models.TextField(_("说明"), blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("许可证件事项")


class Proceeding(models.Model):
    """A case about a licence that exists: its renewal, its change, or its end.

    `ground` is a key of enforcement.licence_grounds; `superior` names the organ above that ordered a
    撤销; `late`: a renewal asked for later than 30 days before the end. `settled` says how it ended.
    """

    class Kind(models.TextChoices):
        RENEW = "renew", _("延续")
        CHANGE = "change", _("变更")
        WITHDRAW = "withdraw", _("撤回")
        REVOKE = "revoke", _("撤销")
        CANCEL = "cancel", _("注销")

    class Settled(models.TextChoices):
        DECIDED = "decided", _("已作出决定")
        DEEMED = "deemed", _("视为准予延续")
        DROPPED = "dropped", _("终止办理")

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.PROTECT, related_name="proceeding"
    )
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="proceedings")
    kind = models.CharField(_("办理事项"), max_length=8, choices=Kind.choices)
    ground = models.CharField(_("事由"), max_length=20, blank=True)
    reasons = models.TextField(_("理由"))
    compensation = models.TextField(_("补偿或者赔偿"), blank=True)
    superior = models.CharField(_("责令撤销的上级行政机关"), max_length=200, blank=True)
    late = models.BooleanField(_("逾期提出延续申请"), default=False)
    settled = models.CharField(max_length=8, choices=Settled.choices, blank=True)
    settled_on = models.DateField(_("办结日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("许可证件办理")
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "kind"],
                condition=models.Q(settled=""),
                name="proceeding_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["renew", "change"]) | ~models.Q(ground=""),
                name="proceeding_to_end_has_ground",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
