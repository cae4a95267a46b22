"""Looks at all that central needs, and says what works and what to do about the rest. It changes nothing."""
