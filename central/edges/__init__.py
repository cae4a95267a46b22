"""The boxes at the doors: which are known, what they have sent, and how each door is now."""
