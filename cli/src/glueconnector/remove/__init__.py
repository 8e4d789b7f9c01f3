"""Removes a deployed stack without losing a schedule or leaving a run unattended."""
