"""glue report: what ran over a stack's connections in the last days, as one HTML file."""
