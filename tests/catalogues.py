"""Made-up catalogues of review, begun, handed in and published through the services."""

from datetime import date
from typing import Any

from enforcement.models import Agency, CatalogueRule, ReviewCatalogue, User
from enforcement.services import catalogues

ON, FROM = date(2026, 3, 2), date(2026, 4, 1)
TEXT = {
    "title": "云溪市市场监督管理局重大执法决定法制审核目录清单",
    "doc_no": "云市监规〔2026〕1号",
    "source": "国办发〔2018〕118号第十二条；三政办〔2019〕16号",
}
INSPECTIONS: dict[str, Any] = {
    "label": "行政检查的处理决定",
    "article": "云市监规〔2026〕1号第二条",
    "test": "kind",
    "kinds": ["inspection"],
}


def begun(agency: Agency, by: User, *, on: date = ON, **text: str) -> ReviewCatalogue:
    """A draft with the rules in force."""
    return catalogues.begin(by=by, agency=agency, on=on, **{**TEXT, **text})


def put(row: ReviewCatalogue, by: User, rule: CatalogueRule | None = None, **values: Any) -> Any:
    """A rule of the draft; of inspections unless the values say not."""
    given = {**INSPECTIONS, **values}
    return catalogues.put(row, by=by, on=ON, rule=rule, **given)


def published(
    row: ReviewCatalogue, by: User, head: User, *, on: date = ON, valid_from: date = FROM
) -> ReviewCatalogue:
    """The draft handed in and approved."""
    handed = catalogues.submit(row, by=by, on=on, valid_from=valid_from)
    return catalogues.publish(handed, by=head, on=on, opinion="同意公布。")
