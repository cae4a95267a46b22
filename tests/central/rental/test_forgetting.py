"""Orders that say nothing any more go, with what is known of whom they were about."""

from sqlalchemy import func, select

from central.edges import service as edges
from central.rental import service
from central.rental.forgetting import EVERY, Forgetting
from central.rental.tables import rental_order
from tests.central.rental.conftest import NOW, House
from tests.central.rental.telling import Door

LATER = NOW + 91 * 24 * 60 * 60 * 1000


def test_old_orders_go_once_an_hour_and_the_last_word_stays(house: House, door: Door) -> None:
    stay_id = house.invite()
    for _ in range(2):
        with house.database.writing() as session:
            service.new_code(session, house.chen, stay_id, now=NOW)
    with house.database.reading() as session:
        numbers = [order.id for order in edges.orders_of(session, house.box)]
    door.has_settled(NOW)
    forgetting = Forgetting(house.database)

    turns = [forgetting.turn(NOW), forgetting.turn(LATER), forgetting.turn(LATER + EVERY - 1)]

    assert turns == [0, 2, 0]
    with house.database.reading() as session:
        assert [told.order.id for told in service.told_for_stay(session, stay_id)] == [max(numbers)]
        assert session.scalar(select(func.count()).select_from(rental_order)) == 1
