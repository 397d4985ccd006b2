"""Which agency a sheet means, however its code and name are typed."""

import pytest

from core.errors import RuleError
from core.folding import fold_name
from enforcement.directory import Directory
from enforcement.models import Agency

MARKET, ROADS = "11419999MB00000001", "11419999MB0000001X"


def agency(name: str, uscc: str = "", division: str = "") -> Agency:
    """An agency that is only looked up."""
    return Agency(name=name, folded_name=fold_name(name), uscc=uscc, division_code=division)


BOOK = [
    agency("云溪市市场监督管理局", MARKET, "419999"),
    agency("云溪市交通运输局", ROADS, "419999"),
    agency("税务局", "", "419998"),
    agency("税务局", "", "419997"),
    agency("应急管理局", "", "419998"),
    agency("高新区（新市区）城市管理局", "", ""),
]


def found(**marks: str) -> str:
    """Name and division of what is found, "" when nothing is."""
    row = Directory(BOOK).find(**marks)
    return f"{row.name}{row.division_code}" if row else ""


@pytest.mark.parametrize(
    "name",
    [
        "云溪市市场监督管理局",
        " 云溪市市场监督管理局 ",
        "云溪市 市场监督管理局",
        "“云溪市市场监督管理局”",
        "云溪市市场监督管理局\u200b",
        "云溪市\n市场监督管理局",
    ],
)
def test_a_name_is_found_however_it_is_spaced_or_quoted(name: str) -> None:
    assert found(name=name) == "云溪市市场监督管理局419999"


@pytest.mark.parametrize(
    "code", [MARKET, MARKET.lower(), f" {MARKET} ", "11419999-MB0000000-1", "１１419999MB00000001"]
)
def test_a_code_is_found_however_it_is_typed(code: str) -> None:
    assert found(code=code) == "云溪市市场监督管理局419999"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({"code": MARKET, "name": "云溪市交通运输局"}, "云溪市市场监督管理局419999"),
        ({"code": "没有这个代码", "name": "云溪市交通运输局"}, "云溪市交通运输局419999"),
        ({"code": "没有这个代码"}, ""),
        ({"name": "云溪市没有的局"}, ""),
        ({"name": "市场监督管理局"}, ""),
        ({"name": "“”"}, ""),
        ({}, ""),
        ({"code": "", "name": ""}, ""),
        ({"name": "税务局", "division": "419998"}, "税务局419998"),
        ({"name": "税务局", "division": "419997"}, "税务局419997"),
        ({"name": "税务局", "division": "410000"}, ""),
        # A name without a place is another agency in another division.
        ({"name": "应急管理局", "division": "419997"}, ""),
        ({"name": "应急管理局"}, "应急管理局419998"),
        # A name with a place is one agency, whatever division the sheet gives.
        ({"name": "云溪市交通运输局", "division": "410000"}, "云溪市交通运输局419999"),
        ({"name": "高新区(新市区)城市管理局", "division": "650104"}, "高新区（新市区）城市管理局"),
        ({"name": "高新区【新市区】城市管理局"}, "高新区（新市区）城市管理局"),
    ],
)
def test_code_before_name_and_name_with_division(marks: dict[str, str], expected: str) -> None:
    assert found(**marks) == expected


def test_a_name_of_several_is_refused_and_asks_for_the_code() -> None:
    with pytest.raises(RuleError, match="“税务局”对应多个执法主体") as refused:
        found(name="税务局")

    assert "统一社会信用代码" in refused.value.remedy


def test_only_what_was_given_can_be_found() -> None:
    assert Directory([]).find(code=MARKET, name="云溪市市场监督管理局") is None
    book = Directory(BOOK[1:])
    assert book.find(name="云溪市市场监督管理局") is None
    book.add(BOOK[0])
    assert book.find(name="云溪市市场监督管理局") is BOOK[0]
