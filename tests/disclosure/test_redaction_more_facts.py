"""Homes, plates, half hidden numbers and injuries in the shapes that tables and stories give them."""

import pytest

from disclosure.redaction import redact


def public(text: str) -> str:
    return redact(text).text


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("郭明住青山县白马乡小河村3组，电话略。", "青山县白马乡小河村3组"),
        ("被处罚人，男，住新疆生产建设兵团第三师45团6连。", "新疆生产建设兵团第三师45团6连"),
        ("住香港新界沙田道12号某城3座5B室。", "香港新界沙田道12号某城3座5B室"),
        ("现住：新疆生产建设兵团第三师45团6连 手机略", "新疆生产建设兵团第三师45团6连"),
        ("现住址锦绣花城14号楼，无业。", "锦绣花城14号楼"),
        ("男，1991年8月生，青山县白马乡小河村三社人，务农。", "青山县白马乡小河村三社"),
        ("某人系青山县白马乡小河村人，", "青山县白马乡小河村"),
        ("现在青山县学府路9号租住。", "青山县学府路9号"),
        ("1990年1月2日出生于青山县白马乡，汉族。", "青山县白马乡"),
        ("受送达人：郭明\n送达地点：青山县白马乡小河村3组\n送达文书", "青山县白马乡小河村3组"),
        ("郭明 510104198203040011 青山县白马乡小河村3组 200元", "青山县白马乡小河村3组"),
        ("郭明,男,510104198203040011,青山县白马乡小河村3组,200元", "青山县白马乡小河村3组"),
        ("郭明 510104198203040011 水岸名庭27号楼 200元", "水岸名庭27号楼"),
        ("被处罚人姓名或名称：郭明\n住址：青山县纺织厂家属院3号楼501室\n", "青山县纺织厂家属院"),
        ("工作单位：某渔运88\n住址：青山县学府路9号\n", "青山县学府路9号"),
        ("住内蒙古自治区某旗某苏木某嘎查12号，", "某苏木某嘎查12号"),
    ],
)
def test_a_home_is_hidden_in_every_shape(text: str, home: str) -> None:
    assert home not in public(text)


@pytest.mark.parametrize(
    "text",
    [
        "在学校、单位、居住地基层组织的代表到场。",
        "住房和城乡建设局、住宿登记、居住证、住院部。",
        "该车停靠在青山县学府路口。",
        "2018-01-31 城市维护建设税（市区）",
        "1 陇原县一诺药业有限公司 5",
        "该公司系青山县重点企业，",
        "拦住某车检查，扣住某船。",
        "关联人、关系人、联系人：略",
    ],
)
def test_what_is_no_home_stays(text: str) -> None:
    assert public(text) == text


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("驾驶使123456小型客车", "使123456"),
        ("驾驶WJ豫1234B小型客车", "WJ豫1234B"),
        ("电动自行车号牌：临沂A12345，", "临沂A12345"),
        ("车牌号为 0123456 的电动车", "0123456"),
        ("号牌号码：军A12345", "军A12345"),
    ],
)
def test_plates_of_other_kinds_are_hidden(text: str, plate: str) -> None:
    assert plate not in public(text)


@pytest.mark.parametrize("number", ["1381234\n5678", "138 1234\n5678", "13812345 678"])
def test_a_telephone_typed_over_two_lines_is_hidden(number: str) -> None:
    shown = public(f"联系电话：{number}\n其他")
    assert "5678" not in shown
    assert "678" not in shown


@pytest.mark.parametrize(
    "text",
    ["使100000元款项", "导致使用123456", "号牌遮挡、号牌污损", "海关编码1234567", "车牌制作2000副"],
)
def test_what_is_no_plate_stays(text: str) -> None:
    assert public(text) == text


@pytest.mark.parametrize(
    "number",
    ["510104********0011", "5101041982****0011", "510104××××××××001X", "510104198203●●●●●●"],
)
@pytest.mark.parametrize("label", ["驾驶证号：", "证件号码 ", "（", ""])
def test_a_number_of_identity_with_its_middle_struck_out_is_hidden(label: str, number: str) -> None:
    shown = public(f"{label}{number}，其他")
    assert number[:6] not in shown
    assert shown.endswith("，其他")


@pytest.mark.parametrize("text", ["100****", "规格12*34*56", "案号为1101051949", "2*3*4*5*6"])
def test_other_stars_stay(text: str) -> None:
    assert public(text) == text


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("因过敏性休克送医。", "过敏性休克"),
        ("造成一人受伤（左侧胫骨骨折）。", "胫骨骨折"),
        ("诊断为右手食指离断伤，", "食指离断伤"),
        ("伤情为脾破裂。", "脾破裂"),
        ("扑救中双手烧伤。", "双手烧伤"),
        ("注射后左眼失明，", "左眼失明"),
        ("致患儿出现药物过敏反应。", "药物过敏"),
        ("被诊断为三级暴露伤。", "三级暴露伤"),
        ("因颅脑损伤抢救无效死亡。", "颅脑损伤"),
    ],
)
def test_an_injury_is_hidden(text: str, fact: str) -> None:
    assert fact not in public(text)


@pytest.mark.parametrize(
    "text",
    [
        "因设备故障停产，右侧管道破裂。",
        "患有传染病或者其他可能污染药品的疾病的人员，",
        "经营者发现食品出现腐败变质，",
        "发生事故致人受伤，依法处理。",
    ],
)
def test_what_is_no_injury_of_a_person_stays(text: str) -> None:
    assert public(text) == text
