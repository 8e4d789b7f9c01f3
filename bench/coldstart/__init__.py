"""Measures cold starts of the connector and its alternatives, side by side on this machine."""
