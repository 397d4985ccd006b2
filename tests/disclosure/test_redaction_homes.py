"""Homes that no label announces are hidden by whose they are; places of business and of deeds stay."""

import pytest

from disclosure.redaction import Party, redact
from disclosure.redaction.spans import PERSON

WHO = [Party("钟离大山", PERSON, "当事人")]
HOMES = [
    "云岭省青山县白马镇石门村下寨组12号",
    "青山市和平区永安街道临江社区3栋2单元501室",
    "白马旗北乡苏木东嘎查46号",
    "青山农场三连5栋2号",
    "白马镇粮站宿舍二楼",
]
FRAMES = [
    "钟离大山（1980年3月5日生，{}，电话略）无证经营。",
    "钟离大山，汉族，务农，家在{}。",
    "当事人钟离大山在其位于{}的住宅内存放烟花。",
    "钟离大山老家在{}，近年在外务工。",
    "钟离大山系{}村民，未办理手续。",
    "你租住在{}，未登记。",
    "钟离大山在{}门前堆放杂物。",
    "房东钟离大山将{}自建房出租。",
    "户主钟离大山，{}人，占用耕地。",
]


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_home_beside_a_person_is_hidden(frame: str, home: str) -> None:
    shown = redact(frame.format(home), WHO).text
    assert home[-5:] not in shown, shown


@pytest.mark.parametrize(
    "text",
    [
        "青山建材有限公司位于青山县白马镇工业路12号的厂房未验收。",
        "专家在青山县白马镇组织论证。",
        "该公司系青山县白马镇重点企业。",
        "执法人员在青山县白马镇石门村路口检查。",
        "国家在青山县白马镇设立保护区。",
        "白马乡政府位于青山县白马镇。",
    ],
)
def test_a_place_that_is_nobodys_home_stays(text: str) -> None:
    assert redact(text).text == text
