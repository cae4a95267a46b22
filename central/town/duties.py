"""Writes what the town has done of its duties by law: assessments that hold, a drill that is over, a hand-over."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from central.clock import service as clocks
from central.duties.service import (
    Answered,
    Asker,
    Decision,
    Facts,
    Group,
    Handed,
    Kind,
    Level,
    Purpose,
    Step,
    Way,
    count,
    decide,
    do_about_incident,
    note_handover,
    propose,
    questions,
    report_incident,
)
from central.town.town import Town
from central.town.writing import Rows
from central.web.roles import Role

DAY: Final = 24 * 3600 * 1000
HOUR: Final = 3600 * 1000
ASSESSED: Final = (Purpose.FACE_DOOR, Purpose.CARD_COMPARISON, Purpose.PRESENCE)
"""Looking at a person's entries is left for whoever looks at the town."""
_BY, _OTHER = Role.OFFICE.value, Role.SECURITY.value
_ANSWERS: Final[Mapping[str, str]] = {
    "what": "租客自愿录入的人脸特征、证件信息和开门记录；由镇出租房管理部门处理，房东协助。",
    "lawful": "个人信息保护法第十三条、第二十九条；用于登记核验和本人开门。",
    "necessary": "只处理核验和开门所必需的信息；不保存照片，不读取民族。",
    "other-way": "密码、门卡、手机开门，步骤一样多，不收费。",
    "consent": "门口屏幕单独告知并单独同意，可随时撤回；未满十四周岁由监护人同意。",
    "effect": "不同意人脸不影响登记和入住；屏幕可放大、可语音，工作人员可当面协助。",
    "risks": "设备丢失时特征值已加密且不可还原；平台不存人脸。可能性低，影响有限。",
    "measures": "特征值加密存于门旁设备，撤回后一分钟内删除并出具签名证明；查看证件号码须说明用途并留痕。",
    "keeping": "人脸在租期结束后二十四小时内删除；证件信息在登记结束两年后删除，每晚清理并出具证明。",
}


def write(rows: Rows, town: Town) -> None:
    """All of it, after the staff: who does something is one of them."""
    session, calendar = rows.session, clocks.load(rows.session, town.office)
    made_at = town.began + DAY
    for purpose in ASSESSED:
        answers = {each.code: _ANSWERS[each.code] for each in questions(purpose)}
        answered = Answered(purpose, answers, calendar.day_of(town.now) + timedelta(days=300))
        made = propose(session, answered, by=_BY, now=made_at)
        decide(session, calendar, made, Decision.APPROVE, by=_OTHER, why="属实", now=made_at + HOUR)
    found_at = town.now - 12 * DAY
    measures = "已停用该设备密钥，更换设备"
    facts = Facts(Kind.BOX_LOST, Level.LARGER, "演练：一台门旁设备被盗", measures, (Group.TENANTS,), 14, found_at, True)
    drill = report_incident(session, calendar, facts, by=Role.SYSTEM.value, now=found_at + HOUR // 2)
    for hours, step, told in (
        (2, Step.REPORTED, "已报省网信部门（演练），编号 2026-演-1"),
        (5, Step.TOLD, "逐户张贴告知书并电话告知"),
        (20, Step.ENDED, "新设备已启用，旧密钥作废"),
        (30, Step.CLOSED, "总结报告已归档"),
    ):
        do_about_incident(session, calendar, drill, step, told, by=Role.SYSTEM.value, now=found_at + hours * HOUR)
    handed_at = town.now - 5 * DAY
    words = "港区派出所，持介绍信二人", "浙港公调字〔2026〕17 号", "刑事诉讼法第五十四条", "两日开门记录的数量，无姓名"
    handed = Handed(Asker.POLICE, *words, 6, Way.PAPER, Role.SECURITY.value, handed_at)
    note_handover(session, handed, by=_BY, now=handed_at)
    count(session, town.now)
