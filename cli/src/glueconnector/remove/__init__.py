"""Removes a deployed stack so that nothing is lost: no schedule, and no run that nobody attends to."""
