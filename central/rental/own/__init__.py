"""What people who have registered see and ask for of themselves, by a link and a code; the office answers."""
