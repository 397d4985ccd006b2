"""Why a licence may end, with the article of each ground (行政许可法 8, 69, 70). Data."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FRAUD = "fraud"


@dataclass(frozen=True)
class Ground:
    """One ground: its words and its article."""

    label: "StrOrPromise"
    article: str


WITHDRAW = {
    "law": Ground(_("所依据的法律、法规、规章修改或者废止"), "行政许可法第八条第二款"),
    "facts": Ground(_("所依据的客观情况发生重大变化"), "行政许可法第八条第二款"),
}
REVOKE = {
    "abuse": Ground(_("滥用职权、玩忽职守作出准予许可决定"), "行政许可法第六十九条第一款第一项"),
    "beyond_power": Ground(_("超越法定职权作出准予许可决定"), "行政许可法第六十九条第一款第二项"),
    "procedure": Ground(_("违反法定程序作出准予许可决定"), "行政许可法第六十九条第一款第三项"),
    "unqualified": Ground(
        _("对不具备申请资格或者不符合法定条件的申请人准予许可"),
        "行政许可法第六十九条第一款第四项",
    ),
    "other": Ground(_("依法可以撤销的其他情形"), "行政许可法第六十九条第一款第五项"),
    FRAUD: Ground(_("以欺骗、贿赂等不正当手段取得许可"), "行政许可法第六十九条第二款"),
}
CANCEL = {
    "expired": Ground(_("有效期届满未延续"), "行政许可法第七十条第一项"),
    "dead": Ground(_("公民死亡或者丧失行为能力"), "行政许可法第七十条第二项"),
    "dissolved": Ground(_("法人或者其他组织依法终止"), "行政许可法第七十条第三项"),
    "ended": Ground(_("许可依法被撤销、撤回，或者许可证件依法被吊销"), "行政许可法第七十条第四项"),
    "force_majeure": Ground(_("因不可抗力导致许可事项无法实施"), "行政许可法第七十条第五项"),
    "statute": Ground(_("法律、法规规定应当注销的其他情形"), "行政许可法第七十条第六项"),
}
OF: dict[str, dict[str, Ground]] = {"withdraw": WITHDRAW, "revoke": REVOKE, "cancel": CANCEL}
# State of the licence in which each ground of cancelling is true; the others leave it to judgement.
CANCEL_STATES = {"expired": ("expired",), "ended": ("withdrawn", "revoked", "punished")}
NOT_CANCELLED = ("valid", "expired", "withdrawn", "revoked", "punished")


def words(kind: str, ground: str) -> "StrOrPromise":
    """The ground in words, "" when it is none of the kind."""
    found = OF.get(kind, {}).get(ground)
    return found.label if found else ""


def article(kind: str, ground: str) -> str:
    """The article of the ground."""
    found = OF.get(kind, {}).get(ground)
    return found.article if found else ""
