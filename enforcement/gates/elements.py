"""A penalty decision names all that 行政处罚法 59 demands of it; a blank one is not printed."""

from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enforcement.gates.content import PUNISHED
from enforcement.gates.gap import Gap
from enforcement.models import Decision

# Name of the column, what it is, the item of the first paragraph of the article.
DRAFT = (
    ("facts", gettext_lazy("违法事实"), "二"),
    ("evidence", gettext_lazy("证据"), "二"),
    ("result", gettext_lazy("处罚的种类"), "三"),
    ("basis", gettext_lazy("处罚的依据"), "三"),
    ("performance", gettext_lazy("处罚的履行方式和期限"), "四"),
)
PARTY = (
    ("name", gettext_lazy("当事人的姓名或者名称"), "一"),
    ("address", gettext_lazy("当事人的地址"), "一"),
)


def _empty(row: Model, name: str) -> bool:
    return not str(getattr(row, name)).strip()


def elements(decision: Decision, on: date) -> list[Gap]:
    """Each element of the article that is blank; the remedies, organ and day come by themselves."""
    if decision.outcome != PUNISHED:
        return []
    party = decision.case.party
    blank = [(name, what, item, True) for name, what, item in PARTY if _empty(party, name)]
    blank += [(name, what, item, False) for name, what, item in DRAFT if _empty(decision, name)]
    return [
        Gap(
            f"element_{name}",
            _("处罚决定书没有载明%(what)s。") % {"what": what},
            f"行政处罚法第五十九条第一款第{item}项",
            _("请在当事人信息中补充。") if registered else _("请在决定草案中写明。"),
        )
        for name, what, item, registered in blank
    ]
