"""The town's places: one tree of areas, grids and buildings, by which everybody sees only their part."""
