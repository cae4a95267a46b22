"""What is said to a person, in the languages of the door."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One sentence in Chinese and in English."""

    zh: str
    en: str
