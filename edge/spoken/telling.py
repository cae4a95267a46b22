"""A sentence of any part, in a language."""

from edge.document import Mishap
from edge.enroller.view import Complaint, Said
from edge.spoken import language as languages
from edge.spoken import words
from edge.words import Words


def told(said: Said | str, language: str) -> str:
    """What is said to a person who speaks `language`; a text is a sentence of the source."""
    match said:
        case Complaint():
            return languages.said(words.COMPLAINTS[said], language)
        case Mishap():
            knows = language in {languages.FIRST, languages.SOURCE}
            remedy = words.REMEDIES[said.remedy]
            return languages.spoken(said.words, language) if knows else languages.said(remedy, language)
        case Words():
            return languages.spoken(said, language)
    return languages.said(said, language)
