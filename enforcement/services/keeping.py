"""Whose lists an account keeps: asked by every service that changes them, whoever calls it."""

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Agency, User

CHANGE = "enforcement.change_registry"
ARTICLE = "国办发〔2018〕118号第四条"


def demand_kept(agency: Agency, by: User) -> None:
    """PermissionDenied without the right to change lists, RuleError for another agency's."""
    demand(by, CHANGE)
    if not Agency.objects.kept_by(by).filter(pk=agency.pk).exists():
        raise RuleError(
            _("该执法主体的清单不由您维护。"),
            article=ARTICLE,
            remedy=_("请选择本机关或者所属机关。"),
            field="agency",
        )
