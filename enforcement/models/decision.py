"""A decision (执法决定): its draft, the frozen versions of it, and the decision as issued."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.benchmark import Benchmark, Tier
from enforcement.models.case import Case
from enforcement.models.kinds import ActionKind


class DecisionContent(models.Model):
    """What a decision says. Exactly these columns are frozen, reviewed, compared and issued."""

    kind = models.CharField(_("执法类别"), max_length=12, choices=ActionKind.choices)
    outcome = models.CharField(_("处理结果"), max_length=30)
    title = models.CharField(_("文书名称"), max_length=200)
    violation = models.CharField(_("违法行为类型"), max_length=300, blank=True)
    facts = models.TextField(_("事实"))
    evidence = models.TextField(_("证据"), blank=True)
    basis = models.TextField(_("依据"))
    basis_refs = models.JSONField(_("依据条款"), default=list, blank=True)
    result = models.TextField(_("决定内容"))
    penalty_kinds = models.JSONField(_("处罚种类"), default=list, blank=True)
    fine_cents = models.BigIntegerField(_("罚款（分）"), default=0)
    confiscated_cents = models.BigIntegerField(_("没收金额（分）"), default=0)
    order = models.TextField(_("责令改正"), blank=True)
    discretion = models.TextField(_("裁量说明"), blank=True)
    performance = models.TextField(_("履行方式和期限"), blank=True)
    permit_kind = models.CharField(_("许可类别"), max_length=20, blank=True)
    cert_title = models.CharField(_("许可证书名称"), max_length=100, blank=True)
    permit_no = models.CharField(_("许可编号"), max_length=100, blank=True)
    valid_from = models.DateField(_("有效期自"), null=True, blank=True)
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    inspection_kind = models.CharField(_("检查类型"), max_length=20, blank=True)
    inspection_method = models.CharField(_("检查方式"), max_length=20, blank=True)
    benchmark = models.ForeignKey(
        Benchmark,
        verbose_name=_("裁量基准"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    tier = models.ForeignKey(
        Tier,
        verbose_name=_("裁量阶次"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    base_cents = models.BigIntegerField(_("计罚基数（分）"), null=True, blank=True)
    # {"conditions": [text], "measure": text, "departure": text, "education": text}; empty left out.
    weighing = models.JSONField(_("裁量情况"), null=True, blank=True)
    # Code of circumstances.toml -> the facts that show it.
    circumstances = models.JSONField(_("法定情节"), null=True, blank=True)
    # {key of enforcement.particulars: text}; empty left out.
    particulars = models.JSONField(_("其他载明事项"), null=True, blank=True)

    class Meta:
        abstract = True


# By column: a foreign key is frozen as the key it holds.
CONTENT_FIELDS: tuple[str, ...] = tuple(
    field.attname for field in DecisionContent._meta.local_fields
)
# Columns younger than the first reviews: left out of the digest while they say nothing, so that a
# digest taken before them is still the digest of the same text.
LATER_FIELDS = frozenset(
    {"benchmark_id", "tier_id", "base_cents", "weighing", "circumstances", "particulars"}
)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reading vocabulary of decisions."""

    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Decisions of cases the account may see."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def issued(self) -> "DecisionQuerySet":
        """Decisions that bind: issued, served, or later changed or ended."""
        return self.exclude(status__in=[Decision.Status.DRAFT, Decision.Status.ABANDONED])


class Decision(DecisionContent):
    """One decision of a case.

    `clearance` names the frozen version that legal review passed. Any edit of the content sets it to
    null; the database refuses an issued row whose content differs from the passed version.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("拟稿")
        ISSUED = "issued", _("已作出")
        SERVED = "served", _("已送达")
        REVOKED = "revoked", _("已撤销或确认违法、无效")
        ABANDONED = "abandoned", _("已放弃")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    doc_no = models.CharField(_("文号"), max_length=128, blank=True)
    review_required = models.BooleanField(default=True)
    review_reasons = models.JSONField(default=list, blank=True)
    # Null until the rules were asked: a nullable column is added without rebuilding a guarded table.
    discussion_required = models.BooleanField(_("应当集体讨论"), null=True)
    clearance = models.ForeignKey(
        "enforcement.DraftVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    remedies = models.TextField(_("救济途径"), blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_on = models.DateField(_("决定日期"), null=True, blank=True)
    served_on = models.DateField(_("送达日期"), null=True, blank=True)
    revoked_on = models.DateField(_("撤销或确认违法日期"), null=True, blank=True)
    revoke_ground = models.TextField(_("撤销或确认违法的理由"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政执法决定")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(status__in=["draft", "issued", "served"]),
                name="decision_one_live_per_case",
            ),
            models.UniqueConstraint(
                fields=["agency", "doc_no"],
                condition=~models.Q(doc_no=""),
                name="decision_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "abandoned"])
                | (
                    models.Q(issued_on__isnull=False, issued_by__isnull=False)
                    & ~models.Q(doc_no="")
                    & ~models.Q(remedies="")
                ),
                name="decision_issued_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(fine_cents__gte=0, confiscated_cents__gte=0),
                name="decision_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="served") | models.Q(served_on__isnull=False),
                name="decision_served_has_date",
            ),
        ]
        indexes = [models.Index(fields=["agency", "status"]), models.Index(fields=["issued_on"])]

    def __str__(self) -> str:
        return self.doc_no or self.title


class DraftVersion(DecisionContent):
    """A frozen copy of a draft, submitted to review. Append-only; `sha256` is over its canonical JSON."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="versions")
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
