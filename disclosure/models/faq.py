"""常见问题: a question that was answered, told to everybody without who asked it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.models.consultation import HANDLE, Consultation
from enforcement.models import Agency


class FrequentQuestionQuerySet(models.QuerySet["FrequentQuestion"]):
    """Reading vocabulary of frequent questions."""

    def visible_to(self, user: Any) -> "FrequentQuestionQuerySet":
        """Those of the account's own agency, for who answers consultations."""
        if not user.is_authenticated or not user.has_perm(HANDLE):
            return self.none()
        return self.filter(agency=user.agency)

    def public(self) -> "FrequentQuestionQuerySet":
        """What the public reads: approved, not withdrawn, of an announced agency."""
        announced = Agency.objects.public()
        return self.filter(status=FrequentQuestion.Status.PUBLISHED, agency__in=announced)

    def waiting(self) -> "FrequentQuestionQuerySet":
        """Drafts that somebody else must examine."""
        return self.filter(status=FrequentQuestion.Status.DRAFT)


class FrequentQuestion(models.Model):
    """One question and answer in words of the agency's own. The text never changes; another one is new.

    `sha256` is over the text that was approved; `statement` is what its examiner stated.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("待审批")
        PUBLISHED = "published", _("已公开")
        WITHDRAWN = "withdrawn", _("已撤下")
        DROPPED = "dropped", _("已放弃")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="frequent"
    )
    about = models.CharField(_("咨询的事项"), max_length=300, blank=True)
    question = models.TextField(_("问"))
    answer = models.TextField(_("答"))
    sha256 = models.CharField(max_length=64)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    statement = models.TextField(_("保密审查意见"), blank=True)
    published_on = models.DateField(_("公开日期"), null=True)
    ended_on = models.DateField(_("撤下日期"), null=True)
    reason = models.TextField(_("理由"), blank=True)

    objects = FrequentQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("常见问题")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["-published_on", "-id"],
                condition=models.Q(status="published"),
                name="frequent_question_public",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(question="") & ~models.Q(answer=""),
                name="frequent_question_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "dropped"], approved_by__isnull=True)
                | models.Q(
                    status__in=["published", "withdrawn"],
                    approved_by__isnull=False,
                    published_on__isnull=False,
                )
                & ~models.Q(statement="")
                & ~models.Q(approved_by=models.F("drafted_by")),
                name="frequent_question_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="withdrawn")
                | models.Q(ended_on__isnull=False) & ~models.Q(reason=""),
                name="frequent_question_withdrawn_says_why",
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=models.Q(status__in=["draft", "published"]),
                name="frequent_question_once",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:40]
