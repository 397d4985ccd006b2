"""Legal review (法制审核): each submission, its checklist and its outcome."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Decision, DraftVersion, Notice


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reading vocabulary of reviews."""

    def visible_to(self, user: Any) -> "ReviewQuerySet":
        """Reviews of the agencies the account may see."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def of(self, decision: Decision) -> "ReviewQuerySet":
        """Every submission of a draft, the first round first."""
        return self.filter(decision=decision).order_by("round")


class Review(models.Model):
    """One submission of one frozen draft, and its outcome. A decided review never changes.

    `seal`: SHA-256 over the digest of the frozen draft and the list of materials
    (legal_review.seals); `opinion_seal`: the seal the outcome was given on, supplements included.
    `notice` and `heard_on`: what the party had been told, and the close of its hearing, at
    submission: anything newer takes the clearance away. Null in rows older than the columns.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("待审核")
        PASSED = "passed", _("审核通过")
        RETURNED = "returned", _("审核不通过，已退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("送审次数"), default=1)
    materials = models.JSONField(_("送审材料目录"), default=list)
    reasons = models.JSONField(_("应当审核的理由"), default=list)
    declared = models.BooleanField(_("承诺材料真实、准确、完整"), default=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_on = models.DateField(_("送审日期"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(_("审核意见文号"), max_length=128, blank=True)
    opinion = models.TextField(_("审核意见"), blank=True)
    decided_on = models.DateField(_("审核日期"), null=True, blank=True)
    seal = models.CharField(_("送审校验值"), max_length=64, null=True)  # noqa: DJ001  # added to a guarded table
    opinion_seal = models.CharField(_("审核所据校验值"), max_length=64, null=True)  # noqa: DJ001  # likewise
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    heard_on = models.DateField(_("听证结束日期"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("法制审核")
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(status="open"),
                name="review_one_open_per_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "withdrawn"])
                | (
                    models.Q(reviewer__isnull=False, decided_on__isnull=False)
                    & ~models.Q(opinion="")
                ),
                name="review_decided_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(declared=True), name="review_materials_declared"
            ),
        ]

    def flawed(self) -> bool:
        """Whether a flaw it passed with is still to be cured."""
        flaws = [row for row in self.checks.all() if row.result == ReviewCheck.Result.FLAW]
        return bool(flaws) and not hasattr(self, "handling")

    def sealed(self) -> tuple[list[dict[str, str]], str]:
        """The materials as last supplemented, and their seal; "" for a review older than seals."""
        last = self.supplements.filter(status="answered").order_by("-pk").first()
        if last is None:
            return list(self.materials), self.seal or ""
        return list(last.materials or []), last.seal


class ReviewCheck(models.Model):
    """One head of the checklist (domain §9.3) with its result, and the code of why it failed."""

    class Result(models.TextChoices):
        PASS = "pass", _("通过")
        FAIL = "fail", _("不通过")
        NONE = "none", _("不适用")
        FLAW = "flaw", _("有瑕疵，补正后作出决定")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="checks")
    head = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    result = models.CharField(max_length=4, choices=Result.choices)
    note = models.TextField(blank=True)
    # Key of outcomes.toml; a head that failed has one.
    code = models.CharField(_("原因代码"), max_length=40, null=True)  # noqa: DJ001  # added to a guarded table
    # [{"kind": "document" | "evidence", "id": key, "title": text}]: what shows it.
    refs = models.JSONField(_("所据材料"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "head"], name="review_check_once")]


class ReviewProblem(models.Model):
    """One kind of problem a returned review names (domain §9.4). Append-only."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="problems")
    kind = models.CharField(_("存在问题的类型"), max_length=20)

    class Meta:
        verbose_name = _("审核发现的问题")
        constraints = [
            models.UniqueConstraint(fields=["review", "kind"], name="review_problem_once")
        ]


class ReviewAnswer(models.Model):
    """One head of 行政处罚法 58 as the handler judged it at submission. Append-only."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    head = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    applies = models.BooleanField(_("是否属于该情形"))
    reason = models.TextField(_("理由"))

    class Meta:
        verbose_name = _("应当审核情形的判断")
        constraints = [
            models.UniqueConstraint(fields=["review", "head"], name="review_answer_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="review_answer_has_reason"),
        ]
