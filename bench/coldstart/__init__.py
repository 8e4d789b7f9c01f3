"""Measures cold starts of the connector and of what one would use instead, side by side on this machine."""
