"""The local stack: everything to build, start, seed and try it."""
