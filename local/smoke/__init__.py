"""The check of a deployed stack, in AWS or on this machine."""
