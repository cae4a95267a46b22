"""What the account refuses; the page says why."""

from central.account.rules import GrantRefusal


class AccountRefusal(Exception):
    """Base: what was asked is refused."""


class WrongPassword(AccountRefusal):
    """No such name, or not its password; which of them is not said."""


class TooManyAttempts(AccountRefusal):
    """`wait` ms must pass before another attempt is looked at."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class WrongCode(AccountRefusal):
    """The code is wrong, used or too old, or a first-run code comes when there is staff already."""


class NameTaken(AccountRefusal):
    """Somebody signs in with that name already."""


class LandlordInUse(AccountRefusal):
    """They have joined, or something is theirs."""


class NotGranted(AccountRefusal):
    """A role can't be held like that; `why` says what stands against it."""

    def __init__(self, why: GrantRefusal) -> None:
        super().__init__(why)
        self.why = why


class OwnRights(AccountRefusal):
    """Nobody gives or takes rights of their own, or shuts themselves out."""


class LastFactor(AccountRefusal):
    """A second factor is required, and this is the only one."""


class LastOfThem(AccountRefusal):
    """Without this person nobody could give rights any more."""
