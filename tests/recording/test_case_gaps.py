"""The page of a case says what its record still lacks, beside what the decision lacks."""

import pytest

from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(
    ("procedure", "before", "lacks"),
    [
        ("ordinary", "送审前，过程记录还缺什么", "缺少案件调查终结报告。"),
        ("simple", "作出决定前，过程记录还缺什么", "缺少当场调查并告知的记录。"),
    ],
)
def test_a_case_that_goes_on_names_what_its_record_lacks(
    cast: Cast, procedure: str, before: str, lacks: str
) -> None:
    case = factories.case(cast.bureau, procedure=procedure, filed=True)

    text = page(cast.client("officer1"), "case-detail", case.pk)

    assert before in text
    assert lacks in text


def test_a_case_that_is_not_filed_or_is_recorded_in_full_lacks_nothing(cast: Cast) -> None:
    waiting, whole = factories.case(cast.bureau), factories.submitted(cast.bureau).decision.case

    for case in (waiting, whole):
        assert "过程记录还缺什么" not in page(cast.client("officer1"), "case-detail", case.pk)
