"""What of a case's evidence an account may not look at, for pages that show the case as a whole."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Case, User
from recording.models import Closure, Evidence

ARTICLE = "国办发〔2018〕118号第九条"


def hidden(case: Case, user: User) -> set[str]:
    """The keys of the evidence of the case that is closed to the account."""
    if not Closure.objects.closed_to(user).filter(case=case).exists():
        return set()
    rows = Evidence.objects.filter(case=case)
    shown = Evidence.objects.unclosed_to(user).filter(case=case).values("pk")
    return {str(key) for key in rows.exclude(pk__in=shown).values_list("pk", flat=True)}


def assert_whole(case: Case, user: User) -> None:
    """RuleError when something in the case is closed to the account: a file in one piece is not its
    to take."""
    if hidden(case, user):
        raise RuleError(
            _("本案有限制查阅的证据，您不在可以查阅的人员范围内，不能取得全卷。"),
            article=ARTICLE,
            remedy=_("请向案件承办人或者本机关负责人申请查阅授权；其他材料可以逐件打开。"),
        )


def masked(entries: Iterable[dict[str, Any]], case: Case, user: User) -> list[dict[str, Any]]:
    """The entries of a list of pieces, those of closed evidence without title and hashes."""
    keys = hidden(case, user)
    blank = {"title": _("限制查阅的证据"), "sha256": "", "sm3": "", "size": 0, "closed": True}
    return [entry | blank if entry["id"] in keys else entry for entry in entries]


def classes(case: Case) -> dict[str, str]:
    """Key of the class of every closed item, as in `closed_items`."""
    rows = Closure.objects.standing().filter(case=case)
    return {str(row.evidence_id or ""): row.group for row in rows}


def closed_items(case: Case) -> dict[str, str]:
    """Class of every closed item of the case, by its key; "" as key: the case as a whole."""
    rows = Closure.objects.standing().filter(case=case)
    return {str(row.evidence_id or ""): row.get_group_display() for row in rows}
