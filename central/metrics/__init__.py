"""What central counts of itself, for Prometheus (docs/operations.md lists all of it).

instruments.py: what its processes count as they go. stock.py: what the database says at the moment it is asked.
"""
