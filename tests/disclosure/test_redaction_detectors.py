"""Numbers, contacts and private facts are hidden; codes, amounts, dates and laws stay."""

import pytest

from disclosure.redaction import Redacted, redact


def hidden(text: str) -> dict[str, str]:
    """Original text by type of what was hidden (one of each type)."""
    return {s.type: text[s.start : s.end] for s in redact(text).spans}


def kinds(result: Redacted) -> list[str]:
    return [s.type for s in result.spans]


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105491231002",
        "440524188001010014",
        "11010519491231002XXXX",
    ],
)
def test_identity_numbers_are_hidden_in_every_spelling(number: str) -> None:
    assert redact(f"张某（{number}）到场。").text == "张某（[身份证号码已隐去]）到场。"


def test_a_labelled_identity_number_is_hidden_even_with_a_typing_error() -> None:
    assert hidden("身份证号码：4600221983608033212，农民") == {"ID_CARD": "4600221983608033212"}


def test_eighteen_digits_with_a_birth_date_are_hidden_even_with_a_wrong_check_digit() -> None:
    assert hidden("其本人330102199001011111在场") == {"ID_CARD": "330102199001011111"}


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码：91350100M000100Y43",
        "统一社会信用代码：111401004059900001",
        "营业执照注册号：330703000000364",
        "地税编码：330683101001367",
        "设备代码：32103307002009020031",
        "进口报关单222520171000342519货物",
        "文号：〔2019〕39号，罚款466,237.25元，2017年11月29日",
        "国药准字H50020044",
        "报告编号：000150910308",
        "财务报表20181001-20181031逾期",
    ],
)
def test_codes_and_numbers_of_things_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "number",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "１３８００１３８０００"],
)
def test_mobile_numbers_are_hidden_in_every_spelling(number: str) -> None:
    assert redact(f"联系电话{number}。").text == "联系电话[手机号码已隐去]。"


def test_a_mobile_number_run_into_a_date_is_hidden_and_the_date_stays() -> None:
    assert redact("电话：139685602972017年11月29日").text == "电话：[手机号码已隐去]2017年11月29日"


def test_a_mobile_number_is_hidden_even_in_the_contact_of_the_agency() -> None:
    assert kinds(redact("我局联系电话：13800138000")) == ["MOBILE"]


def test_a_certificate_number_that_looks_like_a_mobile_number_stays() -> None:
    text = "执法人员李明（执法证号：13010100123）、王强（执法证号：13010100124）到场检查"
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "当事人：甲，联系电话：0571-87654321",
        "姓名：甲，电话（0571）87654321",
        "当事人：甲，电话：87654321",
        "当事人：甲，固定电话0571-87654321转801",
    ],
)
def test_land_lines_of_a_party_are_hidden(text: str) -> None:
    result = redact(text)
    assert kinds(result) == ["PHONE"]
    assert "7654321" not in result.text


@pytest.mark.parametrize(
    "text",
    [
        "我局地址：某市某路33号，联系部门：法规科，电话：5309022、5309025",
        "可以申请行政复议。联系电话：0571-87654321",
        "举报投诉电话：0571-87654321",
        "到区规划环保局（电话：6302708）领取缴款书",
        "请拨打12345、12315热线",
    ],
)
def test_telephones_of_the_agency_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("邮箱：zhang.san@example.com。", "EMAIL", "zhang.san@example.com"),
        ("邮箱：ｚｓ＠example.com。", "EMAIL", "ｚｓ＠example.com"),
        ("微信号：zhangsan_01，", "SOCIAL_ACCOUNT", "zhangsan_01"),
        ("QQ：123456789。", "SOCIAL_ACCOUNT", "123456789"),
        ("短号681276。", "PHONE", "681276"),
    ],
)
def test_other_ways_to_reach_a_person_are_hidden(text: str, kind: str, value: str) -> None:
    assert hidden(text) == {kind: value}


@pytest.mark.parametrize(
    "text",
    [
        "账号：6222020200001234567，户名：张某",
        "卡号 6228 4804 0256 4890 018",
        "其名下6228480402564890018被冻结",
        "银行账户33001617235050009255内的存款",
    ],
)
def test_bank_accounts_of_parties_are_hidden(text: str) -> None:
    assert kinds(redact(text)) == ["BANK_ACCOUNT"]


@pytest.mark.parametrize(
    "text",
    [
        "户名：某市财政局\n账号：50001333600058067698",
        "账号：50001333600058067698\n户名：某市财政局非税收入专户",
        "将罚款缴至以下账户，开户银行：某银行，账号：9558852201000072588",
        "某银行营业部（帐号：180030122000003845）缴纳罚没款",
    ],
)
def test_the_account_that_a_fine_is_paid_to_stays(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "plate",
    [
        "浙A12345",
        "京A·D1234",
        "浙AF12345",
        "粤BD12345",
        "浙A9019挂",
        "浙10.60607",
        "浙A.0H283",
        "渝AEGGCA",
    ],
)
def test_number_plates_are_hidden(plate: str) -> None:
    assert redact(f"驾驶{plate}车辆").text == "驾驶[车牌号码已隐去]车辆"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("护照号码：E12345678，", "PASSPORT"),
        ("持EA1234567入境", "PASSPORT"),
        ("港澳居民来往内地通行证H1234567801，", "HMT_PERMIT"),
        ("香港永久性居民身份证号A123456(3)，", "HMT_PERMIT"),
        ("台湾居民来往大陆通行证：12345678，", "HMT_PERMIT"),
    ],
)
def test_travel_documents_are_hidden(text: str, kind: str) -> None:
    assert kinds(redact(text)) == [kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("出生日期：1985年3月2日，", "1985年3月2日"),
        ("男，1985年3月2日出生", "1985年3月2日"),
        ("1985年3月生，", "1985年3月"),
        ("生于1985年3月2日，", "1985年3月2日"),
        ("出生年月：1985.03 民族", "1985.03"),
        ("男，汉族，1985年3月2日，", "1985年3月2日"),
    ],
)
def test_birth_dates_are_hidden(text: str, value: str) -> None:
    assert hidden(text) == {"BIRTHDATE": value}


@pytest.mark.parametrize(
    "text", ["2015.1.13发生2015.1.13重伤事故", "生产日期：2017年9月26日", "事故发生于2015年1月13日"]
)
def test_other_dates_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "number",
    [
        "粤（2018）某市不动产权第0123456号",
        "京房权证朝字第123456号",
        "某国用（2010）第12345号",
    ],
)
def test_title_numbers_are_hidden(number: str) -> None:
    result = redact(f"房屋（{number}）归其所有")
    assert kinds(result) == ["PROPERTY_TITLE"]
    assert "第" not in result.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("其患有糖尿病，", "糖尿病"),
        ("健康状况：残疾，", "残疾"),
        ("经医院诊断为肺癌晚期。", "肺癌晚期"),
    ],
)
def test_health_is_hidden(text: str, value: str) -> None:
    assert hidden(text) == {"HEALTH": value}


@pytest.mark.parametrize(
    "text",
    [
        "“患有传染病的人员不得从事直接入口食品工作”",
        "患有有碍食品安全疾病的人员",
        "《关于患有精神病的规定》",
    ],
)
def test_quotations_of_law_about_health_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "快检编号：410101202605011234，不合格",
        "样品编号410101202605011234",
        "检验报告编号为410101202605011234",
        "编号：410101202605011234",
        "订单号 410101202605011234",
        "样品编号：11010519491231002X",
    ],
)
def test_the_number_of_a_sample_or_an_order_is_no_identity_number(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "证件编号：410101198605011234",
        "身份证编号410101198605011234",
        "举报人编号：410101198605011234",
        "编号：11010519491231002X",
        "订单号 11010519491231002X",
        "样品编号：12，其本人11010519491231002X",
        "，330102199001011111",
    ],
)
def test_the_number_of_a_person_is_one_behind_another_label_too(text: str) -> None:
    assert kinds(redact(text)) == ["ID_CARD"]
