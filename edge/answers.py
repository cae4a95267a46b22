"""What the door answers, in words for the person before it: no more than they may know, and what else they can do."""

from edge.words import Words
from wire.kinds import Reason, ReleaseResult

OPEN = Words("门已开，请进", "The door is open, please come in")
STUCK = Words("允许进入，但门锁未响应；请找工作人员", "You may enter, but the lock does not answer; please call staff")
REFUSED = {
    Reason.NOT_RECOGNISED: Words("未能识别；请再试一次或换一种方式", "Not recognised; please try again or another way"),
    Reason.OUTSIDE_VALIDITY: Words(
        "不在住宿期内；请联系房东", "Outside the time of your stay; please ask the landlord"
    ),
    Reason.OUTSIDE_HOURS: Words("不在允许的时段内；请联系房东", "Not at this hour; please ask the landlord"),
    Reason.SUSPENDED: Words("您的通行已暂停；请联系房东", "Your right to enter is suspended; please ask the landlord"),
    Reason.REVOKED: Words("您的通行已取消；请联系房东", "Your right to enter was withdrawn; please ask the landlord"),
    Reason.LOCKDOWN: Words("本楼暂时封闭；请找工作人员", "The building is locked down; please call staff"),
    Reason.CLOCK_NOT_TRUSTED: Words(
        "本机时间未校准；请换一种方式或找工作人员", "The box can't tell the time; please use another way or call staff"
    ),
    Reason.RATE_LIMITED: Words(
        "失败次数过多；请等半分钟，或换一种方式", "Too many failures; please wait half a minute, or use another way"
    ),
    Reason.WAY_OFF: Words(
        "此方式已停用；请换一种方式或找工作人员", "This way is off; please use another way or call staff"
    ),
}


def words_of(reason: Reason, result: ReleaseResult | None) -> Words:
    """The answer to a presentation; `result` is the lock's, where it was asked."""
    if reason is Reason.GRANTED:
        return OPEN if result is ReleaseResult.DONE else STUCK
    return REFUSED[reason]
