"""冻结存款、汇款: the bank's notice, the record, the party's decision, the end (行政强制法 29-33)."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Case, Measure
from recording import coercion_page, kinds, timeline
from recording.forms.measures import FreezeForm, ReleaseForm, ThingForm
from recording.models import Document, Service, Step
from recording.services import measures
from tests import coercion
from tests.base import Cast, day
from tests.coercion import ON
from tests.factories import at


@pytest.fixture
def case(cast: Cast) -> Case:
    return coercion.case(cast.bureau)


@pytest.fixture
def frozen(cast: Cast, case: Case) -> Measure:
    item = coercion.freezing_item(cast.bureau)
    return coercion.in_force(case, kind="freeze", item=item)


def test_the_bank_gets_its_notice_and_the_scene_its_record(frozen: Measure) -> None:
    notice = Document.objects.get(kind="bank_notice").context
    assert notice["title"] == "冻结通知书"
    assert notice["addressee"] == "云溪示范银行"
    assert frozen.doc_no in notice["opening"][0] and "不得拖延" in notice["opening"][0]
    assert notice["columns"][2] == "账号"
    step = Step.objects.get(kind="freeze")
    assert "冻结通知书由云溪示范银行吴试经签收" in step.text
    assert not step.party_present
    assert Document.objects.filter(kind="freeze_record").exists()


def test_nothing_is_served_on_the_party_before_the_decision_is(frozen: Measure) -> None:
    assert not Service.objects.filter(case=frozen.case).exists()
    decision = Document.objects.get(kind="freeze_decision").context
    assert "下列存款、汇款予以冻结" in decision["opening"][1]
    assert decision["columns"][2] == "账号"


def test_a_freezing_is_no_scene_and_a_seizure_is_not_done_at_a_bank(cast: Cast, case: Case) -> None:
    goods = coercion.planned(coercion.case(cast.bureau), emergency=True)
    with pytest.raises(RuleError, match="查封、扣押在现场实施"):
        coercion.frozen(goods, when=at(ON, 10))
    goods.items.update(held=False)
    item = coercion.freezing_item(cast.bureau)
    account = coercion.judged(coercion.planned(case, kind="freeze", item=item), when=at(ON, 9))
    with pytest.raises(RuleError, match="冻结由金融机构协助实施") as error:
        measures.enforce(account, by=cast.officer1, scene=coercion.scene(at(ON, 10)))
    assert error.value.article == "行政强制法第二十四条、第三十条"


def test_lifting_a_freezing_tells_the_bank_too(frozen: Measure) -> None:
    coercion.released(frozen, on=day(3, 20))
    lifted = Document.objects.filter(kind="bank_notice").latest("pk").context
    assert lifted["title"] == "解除冻结通知书"
    assert "自2026年3月20日起解除冻结" in lifted["opening"][0]
    paper = Document.objects.get(kind="measure_release").context
    assert "立即退还" not in paper["opening"][1]
    assert paper["closing"][0].startswith("签收人：")


@pytest.mark.parametrize(("served", "words"), [(False, "三个工作日内"), (True, "期限内作出")])
def test_the_page_asks_for_the_decision_until_it_was_served(
    cast: Cast, frozen: Measure, served: bool, words: str
) -> None:
    if served:
        coercion.handed_paper(frozen, kind="freeze_decision", on=day(3, 18))
    (shown,) = coercion_page.measures(frozen.case, cast.officer1, ON)
    assert shown.next.startswith(words)
    labels = [action.label for action in shown.actions]
    assert labels == ["解除强制措施", "随案移送"]


def test_the_forms_speak_of_accounts(cast: Cast, frozen: Measure) -> None:
    thing = ThingForm(row=frozen, on=ON)
    assert (thing.fields["mark"].label, thing.fields["mark"].required) == ("账号", True)
    assert thing.initial["unit"] == "元"
    assert FreezeForm(row=frozen, on=ON).initial["bank"] == "云溪市示范路1号库房"
    assert ReleaseForm(row=frozen, on=ON).fields["receipt"].label == "通知金融机构和当事人的情况"


def test_an_account_is_frozen_by_its_own_page(cast: Cast, case: Case) -> None:
    item = coercion.freezing_item(cast.bureau)
    row = coercion.judged(coercion.planned(case, kind="freeze", item=item), when=at(ON, 9))
    sent: dict[str, Any] = {
        "at": f"{ON.isoformat()}T10:00",
        "bank": "云溪示范银行",
        "receiver": "吴试经",
        "text": "出示证件，交付冻结通知书。",
    }
    client = cast.client("officer1")
    assert "当前状态" in client.get(reverse("measure-enforce", args=[row.pk])).content.decode()
    answer = client.post(reverse("measure-freeze", args=[row.pk]), sent)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.place, row.papers_on) == ("in_force", "云溪示范银行", None)


def test_the_absence_of_the_party_is_no_fact_of_a_freezing(frozen: Measure) -> None:
    """The bank carries it out; the party is told afterwards (行政强制法 30, 31)."""
    step = Step.objects.get(kind="freeze")
    kind = kinds.step_kinds()["freeze"]
    assert kinds.av_rules(frozen.case, kind, party_present=step.party_present) == []
    record = Document.objects.get(kind="freeze_record")
    assert record.context["closing"] == []
    page = render_to_string(
        "documents/freeze_record.html", {**record.context, "title": "冻结现场笔录"}
    )
    assert "金融机构签名" in page and "说明检查事项" not in page
    ((_, [moment]),) = timeline.stages(frozen.case)
    assert not moment["absent"]


def test_elsewhere_the_absence_of_the_party_counts() -> None:
    assert kinds.absence_counts("inquiry", party_present=False)
    assert kinds.absence_counts("of_an_old_record", party_present=False)
    assert not kinds.absence_counts("inquiry", party_present=True)


def test_who_signed_for_a_lifted_freezing_took_no_goods(cast: Cast, frozen: Measure) -> None:
    coercion.released(frozen, on=day(3, 20))
    page = cast.client("officer1").get(reverse("case-measures", args=[frozen.case_id]))
    words = page.content.decode()
    assert "签收人：" in words and "领取人：" not in words
