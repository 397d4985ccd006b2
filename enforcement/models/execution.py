"""Carrying out a penalty of money (行政处罚法 66-73, 行政强制法 35-46, 53-55).

What was paid, what was deferred, when the surcharge stands still, who was urged, which court was
asked. Rows of the past do not change: only the columns that end them are filled in, once.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.decision import Decision


class OfDecision(models.Model):
    """What belongs to the execution of one decision, and who recorded it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="%(class)ss")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def agency_id(self) -> int:
        """The agency of the decision."""
        return int(self.decision.agency_id)


class Payment(OfDecision):
    """Money received for a decision. `ground` says why it was taken on the spot (PL 68, 69)."""

    class Kind(models.TextChoices):
        FINE = "fine", _("罚款")
        CONFISCATION = "confiscation", _("没收款")
        SURCHARGE = "surcharge", _("加处罚款")

    class Way(models.TextChoices):
        BANK = "bank", _("缴入指定银行或者电子支付系统")
        ON_SPOT = "on_spot", _("当场收缴")

    class Ground(models.TextChoices):
        SMALL = "small", _("当场处罚一百元以下罚款")
        HARD_LATER = "hard_later", _("当场处罚，不当场收缴事后难以执行")
        REMOTE = "remote", _("边远、水上、交通不便地区，当事人缴纳确有困难并提出")

    kind = models.CharField(_("款项"), max_length=12, choices=Kind.choices)
    cents = models.BigIntegerField(_("金额（分）"))
    paid_on = models.DateField(_("缴纳日期"))
    way = models.CharField(_("缴纳方式"), max_length=8, choices=Way.choices)
    ground = models.CharField(
        _("当场收缴的理由"), max_length=12, choices=Ground.choices, blank=True
    )
    receipt_no = models.CharField(_("票据编号"), max_length=60)
    note = models.TextField(_("说明"), blank=True)
    ashore_on = models.DateField(_("抵岸日期"), null=True, blank=True)
    turned_in_on = models.DateField(_("交至行政机关的日期"), null=True, blank=True)
    banked_on = models.DateField(_("缴付指定银行的日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("缴款")
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="payment_is_money"),
            models.CheckConstraint(
                condition=~models.Q(receipt_no=""), name="payment_has_receipt_number"
            ),
            models.CheckConstraint(
                condition=models.Q(way="on_spot", kind="fine") & ~models.Q(ground="")
                | models.Q(
                    way="bank", ground="", turned_in_on=None, banked_on=None, ashore_on=None
                ),
                name="payment_on_the_spot_has_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(turned_in_on=None)
                | models.Q(turned_in_on__gte=models.F("paid_on")),
                name="payment_turned_in_after_paid",
            ),
            models.CheckConstraint(
                condition=models.Q(banked_on=None)
                | models.Q(turned_in_on__isnull=False, banked_on__gte=models.F("turned_in_on")),
                name="payment_banked_after_turned_in",
            ),
        ]


class Deferral(OfDecision):
    """延期、分期缴纳罚款: applied for, then granted or refused by the head (行政处罚法 66).

    `schedule` is a list of {"due_on": ISO date, "cents": int}; empty when the whole is put off.
    """

    class Status(models.TextChoices):
        APPLIED = "applied", _("待批准")
        GRANTED = "granted", _("已批准")
        REFUSED = "refused", _("不予批准")

    status = models.CharField(
        _("状态"), max_length=8, choices=Status.choices, default=Status.APPLIED
    )
    applied_on = models.DateField(_("申请日期"))
    reason = models.TextField(_("经济困难的情况"))
    until = models.DateField(_("缴纳期限"))
    schedule = models.JSONField(_("分期"), default=list, blank=True)
    decided_on = models.DateField(_("批准日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opinion = models.TextField(_("批准意见"), blank=True)

    class Meta:
        verbose_name = _("延期、分期缴纳罚款")
        ordering = ["applied_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("applied_on")),
                name="deferral_ends_after_application",
            ),
            models.CheckConstraint(
                condition=models.Q(status="applied", decided_on=None, decided_by=None)
                | models.Q(decided_on__isnull=False, decided_by__isnull=False)
                & ~models.Q(status="applied"),
                name="deferral_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(status="applied"),
                name="deferral_one_asked_at_a_time",
            ),
        ]


class Stay(OfDecision):
    """复议 or 诉讼 about the decision: while it runs no surcharge is counted (行政处罚法 73)."""

    class Kind(models.TextChoices):
        RECONSIDERATION = "reconsideration", _("行政复议")
        SUIT = "suit", _("行政诉讼")

    class Status(models.TextChoices):
        RUNNING = "running", _("进行中")
        ENDED = "ended", _("已终结")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("维持")
        DISMISSED = "dismissed", _("驳回申请或者诉讼请求")
        CHANGED = "changed", _("变更")
        REVOKED = "revoked", _("撤销")
        ILLEGAL = "illegal", _("确认违法")
        VOID = "void", _("确认无效")
        PERFORM = "perform", _("责令履行")
        SETTLED = "settled", _("调解、和解")
        DROPPED = "dropped", _("撤回申请或者撤诉")

    # With these what was decided stands no longer as it was (行政处罚法 48).
    FALLEN = (Outcome.CHANGED, Outcome.REVOKED, Outcome.ILLEGAL, Outcome.VOID)

    kind = models.CharField(_("类别"), max_length=16, choices=Kind.choices)
    status = models.CharField(
        _("状态"), max_length=8, choices=Status.choices, default=Status.RUNNING
    )
    number = models.CharField(_("案号"), max_length=100)
    # Nobody said it in the register before there was this column.
    outcome = models.CharField(
        _("结果类别"), max_length=10, choices=Outcome.choices, null=True, blank=True
    )
    since = models.DateField(_("受理日期"))
    until = models.DateField(_("终结日期"), null=True, blank=True)
    result = models.TextField(_("结果"), blank=True)
    # When the end was recorded: from then on the public reads it differently.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("复议、诉讼期间")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(number=""), name="stay_has_number"),
            models.CheckConstraint(
                condition=models.Q(status="running", until=None)
                | models.Q(status="ended", until__isnull=False, until__gte=models.F("since")),
                name="stay_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(status="running"),
                name="stay_one_at_a_time",
            ),
        ]


class Urging(OfDecision):
    """催告: the last request before execution, and what the party answered (行政强制法 35, 36, 54)."""

    served_on = models.DateField(_("送达日期"))
    until = models.DateField(_("催告履行期限"))
    owed_cents = models.BigIntegerField(_("催告时应缴金额（分）"))
    defended_on = models.DateField(_("陈述申辩日期"), null=True, blank=True)
    defence = models.TextField(_("陈述申辩内容"), blank=True)
    adopted = models.BooleanField(_("是否采纳"), null=True)
    answer = models.TextField(_("复核意见及理由"), blank=True)

    class Meta:
        verbose_name = _("催告")
        ordering = ["served_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("served_on")), name="urging_leaves_time"
            ),
            models.CheckConstraint(
                condition=models.Q(defended_on=None, defence="", adopted=None, answer="")
                | models.Q(
                    defended_on__isnull=False,
                    defended_on__gte=models.F("served_on"),
                    adopted__isnull=False,
                )
                & ~models.Q(defence="")
                & ~models.Q(answer=""),
                name="urging_defence_is_answered",
            ),
        ]


class CourtApplication(OfDecision):
    """申请人民法院强制执行 (行政强制法 53-57), signed by the head."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("已申请")
        ACCEPTED = "accepted", _("已受理")
        REFUSED = "refused", _("不予受理或者不予执行")
        EXECUTED = "executed", _("执行完毕")
        ENDED = "ended", _("终结执行")

    status = models.CharField(
        _("状态"), max_length=8, choices=Status.choices, default=Status.APPLIED
    )
    urging = models.ForeignKey(Urging, on_delete=models.PROTECT, related_name="+")
    applied_on = models.DateField(_("申请日期"))
    court = models.CharField(_("人民法院"), max_length=100)
    owed_cents = models.BigIntegerField(_("申请执行金额（分）"))
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    ended_on = models.DateField(_("终结日期"), null=True, blank=True)
    ruling = models.TextField(_("裁定文号和结果"), blank=True)

    class Meta:
        verbose_name = _("申请法院强制执行")
        ordering = ["applied_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(court=""), name="court_is_named"),
            models.CheckConstraint(
                condition=models.Q(status__in=["applied", "accepted"], ended_on=None)
                | models.Q(ended_on__isnull=False, ended_on__gte=models.F("applied_on"))
                & ~models.Q(ruling=""),
                name="court_ended_has_day_and_ruling",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(status__in=["applied", "accepted"]),
                name="court_asked_once_at_a_time",
            ),
        ]
