"""A telephone or an e-mail is the agency's only where the agency owns it; everybody else's is hidden."""

import pytest

from disclosure.redaction import Party, redact
from disclosure.redaction.owners import agencys_own
from disclosure.redaction.spans import PERSON

LINE, MAIL = "0398-2812345", "lsg@163.com"


@pytest.mark.parametrize(
    "text",
    [
        "举报人车某，电话{}。",
        "举报人车某，邮箱{}。",
        "举报人车某，\n电话：{}。",
        "举报人向我局投诉，电话{}。",
        "举报人的投诉电话：{}。",
        "我局接举报后检查，店主李四光，联系电话{}，已登记。",
        "本案由群众举报。当事人李四光，电话{}。",
        "本案由群众投诉。电话：{}。",
        "我局对该店进行检查。电话：{}。",
        "当事人李四光在陈述申辩中称，其家中电话{}。",
        "当事人向我局提交陈述申辩意见，电话{}。",
        "当事人李四光提出陈述、申辩。联系电话：{}。",
        "证人王强在诉讼中提供了电话{}。",
        "我局工作人员拨打李四光的电话{}。",
        "该户业主投诉，联系方式：{}。",
        "投诉人已缴纳费用，其邮箱为{}。",
        "执法人员在办公室询问车主，车主留下座机{}。",
        "经营者可以提供证明。其联系电话：{}。",
        "如不服可申请行政复议。\n被询问人：车某某\n联系电话：{}。",
    ],
)
@pytest.mark.parametrize("contact", [LINE, MAIL])
def test_what_a_person_owns_is_hidden_though_an_agency_is_spoken_of(
    text: str, contact: str
) -> None:
    assert contact not in redact(text.format(contact)).text


@pytest.mark.parametrize(
    "text",
    [
        "我局举报电话：{}。",
        "举报投诉邮箱：{}。",
        "群众可拨打监督电话{}。",
        "到我局五楼财务室（电话：{}）开具缴款书。",
        "当事人李四光应到区规划局（联系电话：{}）领取缴款书。",
        "请与我局联系，电话{}。",
        "我局地址：某市某路33号，联系部门：法规科，电话：{}。",
        "当事人可以自收到本决定书之日起六十日内向三门峡市人民政府申请行政复议，地址：某路1号，电话：{}。",
        "如不服，可以申请行政复议。联系人：王强；联系电话：{}；地址：三门峡市某路1号",
        "我局将依法申请人民法院强制执行。\n某市环境保护局\n2014年5月9日\n（联系人：陈名，联系方式：{}；此件主动公开）",
        "可以向某市中级人民法院提起行政诉讼。\n联系人：李某\n邮政编码：472000\n联系电话：{}",
        "被处罚人逾期不履行的，我局将依法申请人民法院强制执行。\n办公电话：{}",
    ],
)
@pytest.mark.parametrize("contact", [LINE, MAIL])
def test_the_contact_of_the_agency_stays(text: str, contact: str) -> None:
    assert contact in redact(text.format(contact)).text


def test_a_number_for_reports_stays_beside_the_mail_for_them() -> None:
    text = f"我局举报电话：{LINE}、2812346，邮箱：{MAIL}。"
    assert redact(text).text == text


def test_a_known_name_outranks_the_agency() -> None:
    text = "屈突无咎在我局办公室，电话0398-2812345。"
    shown = redact(text, [Party("屈突无咎", PERSON, "证人")]).text
    assert "2812345" not in shown
    assert agencys_own(text, text.index("0398"))
    assert not agencys_own(text, text.index("0398"), ["屈突无咎"])


def test_a_known_party_told_where_to_appeal_owns_nothing_there() -> None:
    text = "李四光不服本决定的，可以申请行政复议，电话0398-2812345。"
    assert "2812345" in redact(text, [Party("李四光", PERSON, "当事人")]).text
