"""The stage: central, a box and a lock as processes of their own, as they run in a town.

The demo, the fault tests and the benchmarks of the whole play on it.
"""
