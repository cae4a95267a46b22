"""A busy door, for tests that want many entries soon."""

SCENE = "seconds=0.6&gap=1.1&fps=20&loop=yes"
"""Options of the folder camera: somebody else every two seconds, over and over."""
SETTINGS = "[face]\nagreeing = 1\nwindow = 0.5\napproach = 0.08\n"
"""One frame decides."""
