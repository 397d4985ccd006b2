"""Names that no role announces: by their shape and neighbours, by their sounds; and what only looks like one."""

import time

import pytest

from disclosure.redaction import Party, redact
from disclosure.redaction.lexicon import characters, neighbours
from disclosure.redaction.shapes import find_shapes, is_personal_text
from disclosure.redaction.spans import ORGANISATION, PERSON
from disclosure.redaction.transliterated import find_transliterated

PERSONAL = "身份证号码：略。"
FIRM = "某某有限公司违法一案。"


def hidden(text: str, *parts: str) -> None:
    public = redact(text).text
    for part in parts:
        assert part not in public, public


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("2023年1月5日，何家骏驾驶小型客车与他人相撞。", "何家骏"),
        ("当日由谭雪娇负责收银，其余人员不在场。", "谭雪娇"),
        ("2022年3月，袁志鹏购买杉木二十株后运走。", "袁志鹏"),
        ("伙同孟晓亮使用电瓶捕鱼，当场被查获。", "孟晓亮"),
        ("货款转入姚金凤名下账户。", "姚金凤"),
        ("经查，该批货物系从薛大勇处购得。", "薛大勇"),
        ("其在郝永强的鼓动下参与赌博。", "郝永强"),
        ("房东将房屋租给邱丽芬、裴国庆等人居住。", "邱丽芬"),
        ("房东将房屋租给邱丽芬、裴国庆等人居住。", "裴国庆"),
        ("因与贺秀英发生争执，持砖块砸坏门窗。", "贺秀英"),
        ("邻居郭兰芝多次向社区反映噪声扰民。", "郭兰芝"),
        ("班长黎明辉未制止违章作业。", "黎明辉"),
        ("护林员龚玉林发现后向林业站报告。", "龚玉林"),
        ("其子梁俊杰在场并签字。", "梁俊杰"),
        ("同村村民樊秋生因宅基地界址与他人争吵。", "樊秋生"),
        ("翻译人员：聂文华。", "聂文华"),
        ("收货人为阮小兵，货物已被取走。", "阮小兵"),
        ("被告知人：柯林生\n处罚前告知如下。", "柯林生"),
        ("欧阳丽娟陈述其不知情，上官建国予以否认。", "欧阳丽娟"),
    ],
)
def test_a_name_is_found_by_what_stands_around_it(sentence: str, name: str) -> None:
    hidden(PERSONAL + sentence, name)


@pytest.mark.parametrize(
    "label", ["当事人：", "被处罚人姓名：", "行政相对人名称： ", "违法行为人："]
)
@pytest.mark.parametrize("name", ["终家豪", "乜银花", "黑小燕", "阿木"])
@pytest.mark.parametrize("next_field", ["\n身份证号：略", "性别： 男", "，男，47岁", "\n民族：汉"])
def test_behind_a_label_and_before_a_field_any_name_is_one(
    label: str, name: str, next_field: str
) -> None:
    hidden(f"{label}{name}{next_field}\n现查明{name}未办理手续。", name)


def test_the_places_of_a_document_vouch_for_one_another() -> None:
    once = "，颜海波又到该处。"
    assert "颜海波" in find_shapes(PERSONAL + once + "颜海波称不知情。现场有颜海波的物品。")
    public = redact(PERSONAL + once + "颜海波称不知情。再次询问颜海波后查明。").text
    assert "颜海波" not in public


def test_a_known_name_vouches_for_those_listed_with_it() -> None:
    text = "参加的有卓一帆、曲高和、祁同和三个。"
    assert not {"祁同和"} & find_shapes(FIRM + text)
    party = Party("卓一帆", PERSON, "当事人")
    alone, listed = redact(FIRM + text).text, redact(FIRM + text, [party]).text
    assert "卓一帆" not in listed
    assert listed.count("某") >= alone.count("某")


@pytest.mark.parametrize(
    "row",
    [
        "1 谢长河 510104198203040011 罚款200元",
        "谢长河 | 自然人 | 罚款 | 200",
        "谢长河，男，1982年3月4日，罚款",
    ],
)
def test_a_cell_of_a_table_is_a_name_before_a_number_or_a_sex(row: str) -> None:
    hidden(f"{PERSONAL}\n{row}\n", "谢长河", "长河")


@pytest.mark.parametrize(
    "text",
    [
        "对投保人申报的事项，海岛的开发利用，应当依法进行。",
        "当事人应当按照规定向有关部门申请，方可从事经营活动。",
        "农业、林业、水利、金融、商务和文化等部门依照法定职责实施。",
        "石材、石膏、花椒、白糖、黄金、水泥、钢材等货物。",
        "项目位于高新区，东至规划路，南至江边，西至温泉路。",
        "任何单位和个人不得擅自占用、挪用、截留。",
        "平台经营者应当查验并登记，定期核验更新。",
        "易燃易爆、腐蚀性、放射性物品的包装和标志。",
        "时速超过规定时速百分之五十的，可以并处吊销。",
        "常年施工、安全生产、方案设计、路面养护、连续作业。",
        "施工现场、卫生间、元素、原料、毛重、严重超标。",
        "关于印发全国海洋经济发展规划的通知。",
    ],
)
@pytest.mark.parametrize("lead", [PERSONAL, FIRM])
def test_ordinary_words_are_no_names(text: str, lead: str) -> None:
    assert redact(lead + text).text == lead + text


@pytest.mark.parametrize(
    "firm",
    [
        "温江建华商贸有限公司",
        "石家庄永盛建材有限责任公司",
        "钟楼区康明大药房",
        "重庆黄金建设（集团）有限公司",
        "乔安娜服装有限公司",
        "陇西县华邦药业有限公司",
        "汪洋水产养殖场",
        "万家福超市",
        "马可波罗酒店",
        "中国工商银行东方支行",
    ],
)
@pytest.mark.parametrize("frame", ["{}涉嫌违法。", "对{}罚款。", "，由{}购进，", "（{}）"])
def test_a_name_inside_that_of_an_organisation_stays(firm: str, frame: str) -> None:
    text = PERSONAL + frame.format(firm)
    assert firm in redact(text, [Party(firm, ORGANISATION)]).text
    assert firm in redact(text).text


@pytest.mark.parametrize(
    "place",
    ["黎明巷4号", "和平村", "安宁镇", "东方市八所镇", "钱江路", "石柱土家族自治县", "金华市"],
)
def test_a_place_that_begins_like_a_name_stays(place: str) -> None:
    text = f"{FIRM}检查地点在{place}，检查{place}附近。"
    assert redact(text).text == text


@pytest.mark.parametrize(
    "number", ["浦环罚〔2018〕2号", "米税简罚〔2018〕1号", "于环罚告字（2020）7号"]
)
def test_the_letters_of_a_document_number_are_no_name(number: str) -> None:
    text = f"{PERSONAL}依据{number}，送达{number}。"
    assert redact(text).text == text


def test_officers_in_a_list_keep_their_names() -> None:
    text = PERSONAL + "执法人员：董文彬、蒋小慧、吕志远\n检查时间：2020年1月2日"
    public = redact(text).text
    assert all(name in public for name in ("董文彬", "蒋小慧", "吕志远"))


def test_the_contact_of_an_agency_keeps_its_name_but_not_that_of_a_party() -> None:
    agency = FIRM + "如不服，可向本局陈述、申辩。联 系 人：程小燕 联系电话：67810000"
    assert "程小燕" in redact(agency).text
    hidden(FIRM + "当事人：甲公司\n负责人：略\n联系人：程小燕，", "程小燕")


def test_a_told_name_does_not_run_on_into_the_next_word() -> None:
    people = [Party("王强", PERSON, "证人")]
    assert redact("张明殴打李红，王强作证。", people).text.endswith("王某作证。")


def test_two_people_of_one_beginning_are_both_hidden_whole() -> None:
    text = PERSONAL + "证人：王强；证人：王强生。王强生称王强在场。"
    hidden(text, "王强", "强生")


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("被处罚人，性别：男", True),
        ("公民身份号码", True),
        ("，女，", True),
        ("其妻在场", True),
        ("殴打他人", True),
        ("联系电话13800000000", True),
        ("某公司生产不合格产品", False),
        ("企业未按规定报送", False),
        ("", False),
        ("春季绿化养护" * 5, False),
        ("春季绿化养护" * 50, True),
    ],
)
def test_a_text_speaks_of_persons_or_of_organisations(text: str, personal: bool) -> None:
    assert is_personal_text(text) is personal


def test_in_a_text_on_organisations_more_is_asked_of_a_name() -> None:
    weak = "提交该材料的曾家和未到。"
    assert len(find_shapes(FIRM + weak)) <= len(find_shapes(PERSONAL + weak))
    assert find_shapes(FIRM + "员工谭雪娇签字，谭雪娇陈述，询问谭雪娇。") == {"谭雪娇"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("乘客艾尔肯·玉素甫于当日", "艾尔肯·玉素甫"),
        ("与努尔兰•哈力别克系邻居", "努尔兰·哈力别克"),
        ("对帕尔哈提.阿布都热合曼的询问", "帕尔哈提·阿布都热合曼"),
        ("驾驶员约瑟夫·米勒称", "约瑟夫·米勒"),
        ("古丽巴哈尔・托合提提供的", "古丽巴哈尔·托合提"),
        ("由次仁多吉驾驶", "次仁多吉"),
        ("洛桑旺堆、格桑拉姆均在场", "洛桑旺堆"),
        ("洛桑旺堆、格桑拉姆均在场", "格桑拉姆"),
        ("牧民乌云图雅称", "乌云图雅"),
        ("宝音达来放牧", "宝音达来"),
        ("雇佣吉克日哈采伐", "吉克日哈"),
        ("买买提艾力在摊位", "买买提艾力"),
        ("旅客佐藤惠子，未申报", "佐藤惠子"),
    ],
)
def test_a_name_without_a_han_surname_is_found_by_its_sounds(text: str, name: str) -> None:
    assert name in set(find_transliterated(text))


def test_the_shared_part_of_all_places_is_the_name() -> None:
    text = "艾尔肯·玉素甫江到场。对艾尔肯·玉素甫罚款。艾尔肯·玉素甫尔后离开。"
    assert "艾尔肯·玉素甫" in set(find_transliterated(text))


@pytest.mark.parametrize(
    "text",
    [
        "汇东·凯旋城项目",
        "隆·青年城",
        "1.2.3.4",
        "第一条·第二条",
        "扎西",
        "附件3.甲.乙",
        "A·B",
    ],
)
def test_not_every_dot_joins_a_name(text: str) -> None:
    assert list(find_transliterated(text)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "驾驶员David Brown未携带证件。",
        "当事人：MARIA LOPEZ，女，",
        "与TRAN VAN MINH系同事。",
        "收货人为Kim Min-jun。",
    ],
)
def test_a_name_in_latin_letters_is_hidden_behind_a_role(sentence: str) -> None:
    hidden(PERSONAL + sentence, "Brown", "LOPEZ", "MINH", "Min-jun")


def test_a_brand_in_latin_letters_stays_in_a_text_on_organisations() -> None:
    text = FIRM + "销售标有“Louis Vuitton”“Calvin Klein”标识的箱包。"
    assert redact(text).text == text


@pytest.mark.parametrize("alias", ["曾用名：鲁小山", "曾用名鲁小山", "化名鲁小山", "别名“鲁小山”"])
def test_another_name_is_hidden_as_well(alias: str) -> None:
    hidden(f"{PERSONAL}毕文涛（{alias}），男，", "鲁小山", "毕文涛")


def test_every_surname_has_neighbours_and_none_is_a_name_itself() -> None:
    surnames = characters("common_surnames")
    for side in ("before", "after"):
        table = neighbours(side)
        assert set(table) <= surnames
        assert all(len(set(beside)) == len(beside) for beside in table.values())
    assert "国" not in neighbours("after")["李"]
    assert "法" in neighbours("after")["司"]


@pytest.mark.parametrize(
    "unit",
    [
        "由张三驾驶，",
        "当事人：张三，男，",
        "扎西次仁",
        "阿·",
        "王",
        "张三、",
        "住某县某村",
        "Ab Cd ",
        "，联系电话0398-2812345",
        "|姓名|住址|\n|牛|村|\n",
        "账号：1\n2",
        "某村，3层",
        "牛\u2060",
        "怀孕",
        "护照 1 ",
        "县局王强（",
        "欧阳 ",
        "山口（日",
    ],
)
def test_the_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def spent(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        start = time.process_time()
        redact(text)
        return time.process_time() - start

    spent(1_000)
    short, long = min(spent(10_000) for _ in range(2)), spent(40_000)
    assert long < 12 * max(short, 0.01)


@pytest.mark.parametrize(
    "text",
    ["位于某市大道91号的“百益·四季英伦”第六区项目", "位于某区大道52号的科瑞.江韵三期建设项目"],
)
def test_what_a_building_is_called_is_nobodys_name(text: str) -> None:
    assert redact(text).text == text
