"""MiniStack corrected towards AWS, see __main__."""
