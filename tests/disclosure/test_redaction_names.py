"""Natural persons keep their surname; organisations, laws and officers keep their names."""

import pytest

from disclosure.redaction import FULL, HIDDEN, Party, mask_name, redact, redact_fields


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张某"),
        ("张三丰", "张某某"),
        ("欧阳锋", "欧阳某"),
        ("欧阳", "欧某"),
        ("司马相如", "司马某某"),
        ("买买提·吐尔逊", "买某"),
        ("买买提•吐尔逊", "买某"),
        ("扎西次仁", "扎某某"),
        ("John Smith", "J某"),
        ("张 三", "张某"),
    ],
)
def test_the_surname_or_first_character_stays(name: str, masked: str) -> None:
    assert mask_name(name) == masked
    assert mask_name(name, 2) == masked + "2"


@pytest.mark.parametrize(
    "text",
    [
        "当事人：{}，男，",
        "当 事 人：{}\n性别：女",
        "被处罚人：{}、男、47岁",
        "法定代表人：{}，",
        "法定代表人（负责人）：{}  职务：经理",
        "法定代表人{}承认",
        "证人{}证言一份",
        "举报人{}举报称",
        "受害人{}受伤后报警",
        "驾驶员{}驾驶车辆",
        "委托代理人：{}\n",
        "对见证人{}制作的笔录",
        "村民{}的陈述",
        "公司总经理{}于当日到场",
        "{}，男，汉族",
        "{}，身份证号码不详",
        "①{}的证言1份",
        "行政处罚决定书（{}）\n",
        "{}：\n身份证号码：",
        "{}（某市某区副食店经营者）：\n地点",
        "{}违反禁渔期规定案",
        "案件名称：{}未经许可经营案",
        "处罚名称：{}-不按导向行驶",
        "绰号：{}，",
    ],
)
@pytest.mark.parametrize("name", ["王小明", "孙立", "欧阳小明"])
def test_a_person_is_found_by_role_position_or_context(text: str, name: str) -> None:
    result = redact(text.format(name))
    assert result.text == text.format(mask_name(name))


@pytest.mark.parametrize(
    "text",
    [
        "当事人陈述申辩意见",
        "当事人应当在十五日内缴纳",
        "当事人于次日到场，明知故犯",
        "负责人安全管理不到位",
        "应当事人申请，我局举行了听证会",
        "法定代表人：某某",
        "注册会计师应当保存底稿",
        "建设项目有行业主管部门的",
        "职工劳动合同范本",
        "当事人：江苏某某有限公司",
        "被处罚人名称：温州市某厂",
        "委托江苏省某中心检验",
        "在委托范围内实施",
    ],
)
def test_ordinary_words_are_not_names(text: str) -> None:
    assert redact(text).text == text


def test_a_name_is_hidden_wherever_it_recurs_also_spaced_and_in_titles() -> None:
    text = "当事人：王小明，男。王小明、王 小 明、王　小明签字；《王小明询问笔录》。"
    assert "小" not in redact(text).text


def test_every_kind_of_middle_dot_is_the_same_name() -> None:
    text = "买买提•吐尔逊、买买提．吐尔逊、买买提・吐尔逊在场"
    result = redact(text, [Party("买买提·吐尔逊", "person")])
    assert result.text == "买某、买某、买某在场"


def test_a_name_with_a_middle_dot_ends_where_the_sentence_goes_on() -> None:
    assert redact("证人阿依古丽·买买提称其在场").text == "证人阿某称其在场"


def test_people_with_equal_masks_are_numbered_in_order() -> None:
    text = "当事人：王明，男。证人王强证实，王明与王强相识。"
    assert redact(text).text == "当事人：王某1，男。证人王某2证实，王某1与王某2相识。"


def test_numbers_avoid_the_masks_that_the_text_already_holds() -> None:
    assert redact("当事人：王明，男。王某1到场。").text == "当事人：王某2，男。王某1到场。"


def test_a_list_of_people_is_followed_to_its_end() -> None:
    result = redact("证人王明明、李强和赵小红、钱多证实。")
    assert result.text == "证人王某某、李某和赵某某、钱某证实。"


def test_longer_names_are_not_read_as_shorter_ones() -> None:
    result = redact("王小与王小明在场", [Party("王小", "person"), Party("王小明", "person")])
    assert result.text == "王某与王某某在场"


def test_given_parties_are_hidden_without_any_role_word() -> None:
    assert redact("后来王小明走了", [Party("王小明", "person")]).text == "后来王某某走了"


def test_officers_stay_and_so_do_their_numbers() -> None:
    text = (
        "执法人员李明、王强（执法证号：01234567）对当事人孙立进行询问，询问人：李明，记录人：王强"
    )
    assert redact(text).text == text.replace("孙立", "孙某")


def test_a_party_of_the_same_name_as_an_officer_is_hidden() -> None:
    assert "李明" not in redact("执法人员李明到场", [Party("李明", "person")]).text


def test_organisations_stay_even_when_they_contain_a_name() -> None:
    parties = [Party("孙立食品有限公司", "org"), Party("孙立", "person")]
    result = redact("孙立食品有限公司由孙立设立", parties)
    assert result.text == "孙立食品有限公司由孙某设立"


def test_the_registered_name_of_a_sole_trader_stays_and_the_operator_is_hidden() -> None:
    parties = [Party("某市某区孙立食品店", "sole_trader")]
    result = redact("某市某区孙立食品店（经营者：孙立）违法，孙立承认。", parties)
    assert result.text == "某市某区孙立食品店（经营者：孙某）违法，孙某承认。"


@pytest.mark.parametrize(
    "tail",
    [
        *("店外经营案", "店铺招牌设置不规范案", "店招脱落案", "厂房违法建设案", "公司化运作案"),
        *("私自改建工厂案", "租用厂房案", "冒充公司人员案", "无证诊所案", "破坏网吧设施案"),
    ],
)
def test_words_for_a_place_behind_a_name_make_it_no_shop(tail: str) -> None:
    assert redact(f"孙小立{tail}", [Party("孙小立", "person")]).text == f"孙某某{tail}"


@pytest.mark.parametrize("shop", ["孙小立水果店", "孙小立便民诊所", "孙小立私房餐馆"])
def test_a_shop_named_after_a_person_keeps_its_name(shop: str) -> None:
    text = f"{shop}外摆案，孙小立承认。"
    shown = redact(text, [Party("孙小立", "person")]).text
    assert shown == text.replace("孙小立承认", "孙某某承认")


def test_a_sole_trader_without_a_shop_name_is_a_person() -> None:
    assert redact("孙小立销售", [Party("孙小立", "sole_trader")]).text == "孙某某销售"


def test_titles_of_laws_stay_even_when_they_contain_a_name() -> None:
    text = "当事人：安全，男。依据《中华人民共和国安全生产法》第一条，安全违法"
    result = redact(text)
    assert "《中华人民共和国安全生产法》第一条" in result.text


def test_a_place_of_the_same_name_stays() -> None:
    result = redact("佛山市高明区的高明违法", [Party("高明", "person")])
    assert result.text == "佛山市高明区的高某违法"


def test_the_full_policy_shows_the_punished_party_only() -> None:
    parties = [Party("王小明", "person"), Party("赵小红", "person", "证人")]
    result = redact("王小明打了赵小红，证人钱多证实。", parties, name_policy=FULL)
    assert result.text == "王小明打了赵某某，证人钱某证实。"


def test_the_hidden_policy_shows_no_surname() -> None:
    assert redact("当事人：王小明，男", name_policy=HIDDEN).text == "当事人：[姓名已隐去]，男"


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="SURNAME_MOU"):
        redact("", name_policy="NONE")


def test_fields_of_one_document_share_one_numbering() -> None:
    fields = {"title": "王强违法经营案", "facts": "当事人：王明，男。王强在场。", "party": "王明"}
    result = redact_fields(fields, [Party("王强", "person")])
    assert {key: value.text for key, value in result.items()} == {
        "title": "王某1违法经营案",
        "facts": "当事人：王某2，男。王某1在场。",
        "party": "王某2",
    }


def test_a_masked_party_name_changes_nothing() -> None:
    assert redact("董某某到场", [Party("董某某", "person")]).text == "董某某到场"
