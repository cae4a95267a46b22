"""Lists of requests hold what somebody may decide, and count it right."""

from itertools import product

from sqlalchemy import insert, select

from central.rental import rules, service
from central.rental.tables import review_task
from tests.central.rental.conftest import NOW, House
from tests.central.rental.telling import Door, registered

WORDS = ["no-invitation", "over-full", "stay-over", "without-face", "face-differs", "over", "full", "no-invitation-x"]


def test_a_list_holds_what_the_rule_says_a_landlord_may_judge(house: House, door: Door) -> None:
    door.tell(registered(outcome="review", reasons=["no-invitation"], room="301"))
    sets = [[], *([each] for each in WORDS), *(list(pair) for pair in product(WORDS, WORDS)), WORDS[:4], WORDS[3::-1]]
    with house.database.writing() as session:
        rows = [{"registration_id": 1, "reasons": " ".join(each), "state": "open", "made_at": NOW + 1} for each in sets]
        session.execute(insert(review_task), rows)

    with house.database.reading() as session:
        every = session.scalars(select(review_task.c.reasons)).all()
        shown = [" ".join(row.reasons) for row in service.requests(session, house.chen)]
        assert sorted(shown) == sorted(each for each in every if rules.is_for_landlord(each.split()))
        assert service.count_requests(session, house.chen) == len(shown)
        assert service.count_requests(session, house.office) == len(every)
