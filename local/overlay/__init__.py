"""MiniStack, corrected to behave like AWS; see __main__."""
