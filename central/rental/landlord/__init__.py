"""What landlords see first: their houses with what needs them; and a box they add themselves."""
