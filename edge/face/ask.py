"""What a person before the camera is asked to do while their face is captured, in the languages of the door."""

from enum import StrEnum, unique

from edge.words import Words


@unique
class Ask(StrEnum):
    """A stable code for a page; left and right are the person's own. What is wrong with a sample is a Flaw instead."""

    LOOK_AHEAD = "look-ahead"
    TURN_LEFT = "turn-left"
    TURN_RIGHT = "turn-right"
    FURTHER_LEFT = "further-left"
    FURTHER_RIGHT = "further-right"
    LESS_FAR = "less-far"
    COME_CLOSER = "come-closer"
    STILL_CLOSER = "still-closer"
    HOLD_STILL = "hold-still"
    STEP_BACK = "step-back"
    ONCE_MORE = "once-more"
    OTHER_WAY = "other-way"
    ALONE = "alone"
    DONE = "done"
    STAFF = "staff"

    @property
    def words(self) -> Words:
        """How it is said."""
        return _WORDS[self]


_WORDS = {
    Ask.LOOK_AHEAD: Words("请正对镜头", "Please look straight at the camera"),
    Ask.TURN_LEFT: Words("请慢慢向左转头", "Please turn your head slowly to your left"),
    Ask.TURN_RIGHT: Words("请慢慢向右转头", "Please turn your head slowly to your right"),
    Ask.FURTHER_LEFT: Words(
        "再向左转一点，像看左边的肩膀", "A little further to your left, as if to look over your shoulder"
    ),
    Ask.FURTHER_RIGHT: Words(
        "再向右转一点，像看右边的肩膀", "A little further to your right, as if to look over your shoulder"
    ),
    Ask.LESS_FAR: Words("转得太多了，请转回来一点", "That was a little too far; please turn back a bit"),
    Ask.COME_CLOSER: Words("请把脸靠近一点", "Please bring your face closer"),
    Ask.STILL_CLOSER: Words("请再靠近一点，让脸填满圆框", "Please come closer still, until your face fills the oval"),
    Ask.HOLD_STILL: Words("请看镜头，不要动", "Please look at the camera and hold still"),
    Ask.STEP_BACK: Words("请退后一点", "Please step back a little"),
    Ask.ONCE_MORE: Words("没关系，我们再来一次", "No matter, let us do it once more"),
    Ask.OTHER_WAY: Words("方向反了，没关系，再来一次", "That was the other side; no matter, once more"),
    Ask.ALONE: Words("请只让一个人对着镜头，再来一次", "Only one person before the camera, please; once more"),
    Ask.DONE: Words("拍摄完成", "Done, thank you"),
    Ask.STAFF: Words(
        "这次没有成功，可以再试一次，或请工作人员帮忙", "That did not work; try again, or ask staff for help"
    ),
}
