"""What a penalty decision says beside facts, ground and penalty: typed once, printed when there."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string

from core.triggers import refusal
from disclosure import projection
from enforcement import particulars
from enforcement.forms.decisions import DecisionForm, initial_of
from enforcement.models import Decision
from enforcement.services import decisions
from legal_review import changes
from recording import contexts
from recording.models import Document
from tests import factories
from tests.base import Cast
from tests.enforcement import dossier

FULL = {
    particulars.COURSE: "2026年3月2日接到投诉，当日检查并扣押饼干12袋（云市监扣〔2026〕1号）。",
    particulars.REASONS: "当事人的行为违反了《中华人民共和国食品安全法》第三十四条第十项。",
    particulars.QUALIFICATION: "许可证号：JY1410000000001\n经营范围：预包装食品",
    particulars.GOODS: "饼干，12袋，已封存，待销毁\n包装袋,1捆",
    particulars.PAYEE: "收款银行：示范银行云溪支行\n户名：云溪市财政局\n账号：0000111122223333",
    particulars.CONTACT: "地址：云溪市示范路2号\n联系电话：0000-0000000",
    particulars.ATTACHMENTS: "没收物品清单\n裁量权适用说明",
    particulars.COPIES: "云溪市人民政府",
}
TYPED = {**factories.content(), "fine": "2000"}


def printed(row: Decision) -> str:
    return render_to_string("documents/penalty_decision.html", contexts.for_decision(row))


def test_only_what_was_filled_in_is_kept() -> None:
    assert particulars.kept({particulars.PAYEE: "  户名：甲 ", particulars.COPIES: " "}) == {
        particulars.PAYEE: "户名：甲"
    }
    assert particulars.kept({}) is None
    assert particulars.kept({particulars.GOODS: None}) is None


def test_a_particular_nobody_knows_is_no_particular() -> None:
    with pytest.raises(ValueError, match="weather"):
        particulars.kept({"weather": "晴"})


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("饼干，12袋，已封存，待销毁", ["饼干", "12袋", "已封存，待销毁"]),
        ("饼干, 12袋", ["饼干", "12袋", ""]),
        ("饼干", ["饼干", "", ""]),
        ("", ["", "", ""]),
    ],
)
def test_a_line_of_goods_is_a_row_of_the_list(line: str, cells: list[str]) -> None:
    assert particulars.cells(line, 3) == cells


def test_the_form_keeps_what_was_typed_and_shows_it_again() -> None:
    form = DecisionForm({**TYPED, **FULL}, kind="penalty")
    assert form.is_valid(), form.errors
    content = form.content()
    assert content["particulars"] == FULL
    assert not set(FULL) & set(content)
    again = initial_of(Decision(**{"kind": "penalty", **content}))
    assert {key: again[key] for key in FULL} == FULL


def test_a_form_without_them_keeps_nothing() -> None:
    form = DecisionForm(TYPED, kind="penalty")
    assert form.is_valid(), form.errors
    assert form.content()["particulars"] is None


def test_only_a_penalty_has_them() -> None:
    assert set(particulars.KEYS) <= set(DecisionForm(kind="penalty").fields)
    for kind in ("permit", "inspection", "coercion", "levy"):
        assert not set(particulars.KEYS) & set(DecisionForm(kind=kind).fields)


def test_a_new_version_shows_what_changed_in_them() -> None:
    row = Decision(**factories.content(), kind="penalty", particulars=FULL)
    assert changes.readable(row)["particulars"].splitlines()[0] == FULL[particulars.COURSE]  # type: ignore[arg-type]  # the same columns
    assert changes.label("particulars") == "其他载明事项"


@pytest.mark.django_db
def test_each_is_printed_in_its_place(cast: Cast) -> None:
    page = printed(dossier.draft(cast.bureau, particulars=FULL))
    places = [
        "许可证号：JY1410000000001",
        "案件来源和调查经过",
        "云市监扣〔2026〕1号",
        "违法事实",
        "违法行为的认定和理由",
        "第三十四条第十项。",
        "处罚决定</h2>",
        "收款银行：示范银行云溪支行",
        "<td>饼干</td><td>12袋</td><td>已封存，待销毁</td>",
        "附件2：裁量权适用说明",
        "地址：云溪市示范路2号",
        "（印章）",
        "抄送：云溪市人民政府",
    ]
    found = [page.find(words) for words in places]
    assert -1 not in found
    assert found == sorted(found)


@pytest.mark.django_db
def test_what_is_not_there_leaves_no_heading(cast: Cast) -> None:
    row = dossier.draft(cast.bureau)
    page = printed(row)
    for words in ("案件来源和调查经过", "认定和理由", "没收物品", "附件", "抄送", "地址："):
        assert words not in page
    case = row.case
    assert f"{case.title}，本机关于2026年3月3日立案调查，现已调查终结。" in page


@pytest.mark.django_db
def test_an_agency_is_found_where_it_is_registered(cast: Cast) -> None:
    cast.bureau.office_addr, cast.bureau.phone = "云溪市示范路3号", "0000-1111111"
    cast.bureau.save(update_fields=["office_addr", "phone"])
    page = printed(dossier.draft(cast.bureau))
    assert "<p>本机关地址：云溪市示范路3号</p><p>联系电话：0000-1111111</p>" in page


@pytest.mark.django_db
def test_the_notice_is_named_with_its_number_and_how_it_was_served(cast: Cast) -> None:
    row = factories.notified(cast.bureau)
    number = Document.objects.get(decision=row, kind="prior_notice").number
    assert number
    words = f"向当事人直接送达了《行政处罚事先告知书》（{number}），告知了拟作出的处罚内容"
    assert words in printed(row)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 6, 30), "处罚期限自2026年4月1日至2026年6月30日止。"),
        (None, "处罚期限自2026年4月1日起。"),
    ],
)
def test_a_penalty_for_a_time_says_how_long(cast: Cast, until: date | None, words: str) -> None:
    row = dossier.draft(cast.bureau, valid_from=date(2026, 4, 1), valid_to=until)
    assert words in printed(row)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, True),
        ({"performance": "15日内缴纳。逾期每日按3%加处罚款。"}, False),
        ({"penalty_kinds": ["warning"], "fine_cents": 0, "result": "警告。"}, False),
    ],
)
def test_a_late_fine_costs_more_and_the_decision_says_so_once(
    cast: Cast, changes: dict[str, Any], said: bool
) -> None:
    page = printed(dossier.draft(cast.bureau, **changes))
    words = "到期不缴纳罚款的，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超过罚款的数额。"
    assert (words in page) is said
    assert page.count("加处罚款，") == said
    assert "又不履行本决定的" in page


@pytest.mark.django_db
def test_nothing_is_enforced_where_nothing_is_punished(cast: Cast) -> None:
    changes: dict[str, Any] = {"outcome": "no_penalty", "penalty_kinds": [], "fine_cents": 0}
    page = printed(dossier.draft(cast.bureau, **changes))
    assert "又不履行本决定的" not in page
    assert "加处罚款" not in page


@pytest.mark.django_db
def test_account_and_address_of_the_last_decision_are_offered_again(cast: Cast) -> None:
    assert particulars.usual(cast.bureau) == {}
    dossier.draft(cast.bureau, particulars=FULL)
    dossier.draft(cast.bureau)
    lasting = (particulars.PAYEE, particulars.CONTACT)
    assert particulars.usual(cast.bureau) == {key: FULL[key] for key in lasting}
    assert particulars.usual(cast.other_bureau) == {}
    row = factories.case(cast.bureau, filed=True)
    page = dossier.page(cast.client("officer1"), "decision-draft", row.pk)
    assert "收款银行：示范银行云溪支行" in page
    assert "云溪市人民政府</textarea>" not in page


@pytest.mark.django_db
def test_the_reviewer_reads_them_and_the_public_the_reasons(cast: Cast) -> None:
    row = factories.notified(cast.bureau, particulars=FULL)
    review = factories.submit(row, on=date(2026, 3, 10))
    page = dossier.page(cast.client("reviewer"), "review-detail", review.pk)
    assert "收款银行：示范银行云溪支行" in page
    public = dict(projection.build(row)["sections"])
    assert public["违法行为的认定和理由"] == FULL[particulars.REASONS]
    assert "示范银行" not in str(projection.build(row))


@pytest.mark.django_db
def test_the_page_of_the_decision_shows_them(cast: Cast) -> None:
    row = dossier.draft(cast.bureau, particulars=FULL)
    page = dossier.page(cast.client("officer1"), "decision-read", row.pk)
    assert "没收物品清单" in page
    assert "收款银行：示范银行云溪支行" in page


def update(row: Decision, value: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        sql = "UPDATE enforcement_decision SET particulars = %s WHERE id = %s"
        key = row.pk if connection.vendor == "postgresql" else row.pk.hex
        cursor.execute(sql, [value, key])


@pytest.mark.django_db
def test_they_change_no_more_after_the_decision(cast: Cast) -> None:
    row = factories.issued(cast.bureau, particulars=FULL)
    with pytest.raises(IntegrityError) as caught:
        update(row, '{"payee": "户名：别人"}')
    found = refusal(caught.value)
    assert found is not None
    assert found[0] == "DECIDED"


@pytest.mark.django_db
def test_a_change_after_the_review_needs_another_review(cast: Cast) -> None:
    row = factories.reviewed(cast.bureau, particulars=FULL)
    assert row.clearance is not None
    by = dossier.lead(row.case)
    changed = {**FULL, particulars.PAYEE: "户名：别人"}
    assert decisions.edit(row, by=by, content={"particulars": changed}).clearance is None
