"""A request to put right what is public (更正申请): by anybody, with a receipt."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from disclosure.models.publication import Publication, RedactedVersion
from enforcement.models import Agency

SEE = "disclosure.view_corrections"
HANDLE = "disclosure.handle_corrections"


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    """Reading vocabulary of requests."""

    def visible_to(self, user: Any) -> "CorrectionQuerySet":
        """Those of the agencies the account may see; everybody without the right gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm(SEE):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def pending(self) -> "CorrectionQuerySet":
        """Not answered: the decision is marked as under objection."""
        return self.filter(status__in=CorrectionRequest.OPEN)


class CorrectionRequest(models.Model):
    """One request about one public decision; `version` is what the public read on that day.

    Who asks, how to reach them and what they write is encrypted. `proposal` is the version that
    would replace the shown one, made by one person and approved by another.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("已收到")
        ACCEPTED = "accepted", _("已受理，核查中")
        MORE = "more", _("待申请人补充")
        CORRECTED = "corrected", _("已更正")
        REFUSED = "refused", _("不予更正")
        REOPENED = "reopened", _("复查中")

    class What(models.TextChoices):
        TEXT = "text", _("内容与决定书不一致")
        PARTY = "party", _("当事人名称、代码有误")
        PERSONAL = "personal", _("公开了个人信息或者商业秘密")
        STANDING = "standing", _("决定已被撤销、变更或者确认违法")
        TERM = "term", _("公示期限已满或者有误")
        OTHER = "other", _("其他")

    class Relation(models.TextChoices):
        PARTY = "party", _("当事人")
        CONCERNED = "concerned", _("信息涉及的其他人")
        PUBLIC = "public", _("其他公民、组织")

    OPEN = (Status.RECEIVED, Status.ACCEPTED, Status.MORE, Status.REOPENED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("回执编号"), max_length=24, unique=True)
    code_hash = models.CharField(max_length=64)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(RedactedVersion, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("错误类型"), max_length=10, choices=What.choices)
    relation = models.CharField(_("与信息的关系"), max_length=10, choices=Relation.choices)
    applicant = EncryptedTextField(_("申请人"), blank=True)
    contact = EncryptedTextField(_("联系方式"), blank=True)
    statement = EncryptedTextField(_("错在何处、依据"))
    received_on = models.DateField(_("收到日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.RECEIVED
    )
    asked = models.TextField(_("需要补充的内容"), blank=True)
    supplied = EncryptedTextField(_("申请人补充"), blank=True)
    proposal = models.ForeignKey(
        RedactedVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(_("答复"), blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reopened_on = models.DateField(_("申请复查日期"), null=True, blank=True)
    reopen_reason = EncryptedTextField(_("申请复查的理由"), blank=True)
    first_answer = models.TextField(_("第一次答复"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("更正申请")
        indexes = [
            models.Index(fields=["agency", "status", "-received_on"]),
            models.Index(fields=["publication", "status"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["corrected", "refused"])
                | models.Q(answered_on__isnull=False, decided_by__isnull=False)
                & ~models.Q(answer=""),
                name="correction_answered_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="more") | ~models.Q(asked=""),
                name="correction_more_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.status in self.OPEN
