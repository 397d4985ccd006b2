"""What looks like the number of a person is no search; what looks like anything else is one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import id_check_char, uscc_check_char
from disclosure.redaction import asks_for_a_person
from disclosure.search import decisions
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

REGION = st.sampled_from(["110105", "530102", "120101", "510104", "440103"])
BORN = st.dates(date(1930, 1, 1), date(2015, 12, 31))
CODE = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=15, max_size=15)


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105491231002",
        "13900001234",
        "139-0000-1234",
        "139 0000 1234",
        "+86 13900001234",
        "张某 13900001234",
        "6222020200112233445",
        "6222 0202 0011 2233 445",
        "6217000010012345678",
        "云A12345",
        "云A·12345",
        "云AD12345",
        "someone@example.com",
        "0871-65123456",
        "微信号：abc_12345",
        "E12345678",
    ],
)
def test_the_number_of_a_person_is_recognised(text: str) -> None:
    assert asks_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "饼干",
        "消防通道 2026",
        "云市监罚〔2026〕17号",
        "云市监罚[2026]1017号",
        "云溪市龘一商贸有限公司",
        "罚款人民币20000元",
        "2026年3月12日",
        "20260312",
        "JY15301020012345",
        "530102699923456号执照",
        "\0",
        "，。",
        "12345",
        "110105",
    ],
)
def test_other_words_are_searches(text: str) -> None:
    assert not asks_for_a_person(text)


@given(REGION, BORN, st.integers(0, 999), st.sampled_from(["", " ", "-", "·"]))
def test_every_identity_number_is_recognised(
    region: str, born: date, serial: int, between: str
) -> None:
    first = f"{region}{born:%Y%m%d}{serial:03}"
    assert asks_for_a_person(between.join([region, first[6:14], first[14:] + id_check_char(first)]))


@given(CODE)
def test_an_organisation_may_be_asked_for_by_its_code(middle: str) -> None:
    first = "91" + middle
    assert not asks_for_a_person(first + uscc_check_char(first))


@given(st.text(max_size=120))
def test_any_text_is_answered(text: str) -> None:
    assert asks_for_a_person(text) in (True, False)


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("name", ["q", "party", "doc_no"])
def test_no_field_takes_it(name: str) -> None:
    agency = factories.agency("云溪市市场监督管理局")
    row = factories.published(agency, doc_no="云试罚13900001234", party_name="云溪市饼干有限公司")
    assert row.shown is not None
    word = {"q": "饼干", "party": "云溪市饼干", "doc_no": row.shown.doc_no}[name]
    assert decisions({"q": "", name: word}, TODAY).exists() is (name != "doc_no")
    assert not decisions({name: "13900001234"}, TODAY).exists()
