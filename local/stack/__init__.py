"""The local stack: what is needed to build, start, seed and try it."""
