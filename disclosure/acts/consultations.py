"""What an agency does with a question put to it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.acts import Act
from disclosure.consultation_forms import ReplyForm, SendOnForm
from disclosure.models import Consultation
from disclosure.models.consultation import HANDLE, ConsultationQuerySet
from disclosure.services import consultations


def rows(user: Any) -> ConsultationQuerySet:
    """The consultations an account answers."""
    found: ConsultationQuerySet = Consultation.objects.visible_to(user).select_related("agency")
    return found


def home(row: Consultation) -> tuple[str, str]:
    """The page of the consultation."""
    return str(row), reverse("consultation-detail", args=[row.pk])


CONSULTATION_ANSWER = Act(
    name="consultation-answer",
    permission=HANDLE,
    title=_("答复咨询"),
    done=_("已答复。"),
    rows=rows,
    form=ReplyForm,
    do=consultations.answer,
    home=home,
    open=lambda row: row.open,
)
CONSULTATION_SEND = Act(
    name="consultation-send",
    permission=HANDLE,
    title=_("告知有权机关"),
    done=_("已告知有权答复的机关。"),
    rows=rows,
    form=SendOnForm,
    do=consultations.send,
    home=home,
    lead=lambda row, on: _("不属于本机关职责的，应当告知咨询人向哪个机关咨询。"),
    open=lambda row: row.open,
)
CONSULTATION_ACTS = (CONSULTATION_ANSWER, CONSULTATION_SEND)
