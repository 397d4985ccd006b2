"""The move of a follow-up of liability."""

from django.utils.translation import gettext_lazy as _

from core.flow import Flow, Move
from supervision.models import Liability

ARTICLE = "国办发〔2018〕118号第十四条"
LIABILITY = Flow(Liability, [Move("conclude", ("open",), "concluded", _("认定责任"), ARTICLE)])
