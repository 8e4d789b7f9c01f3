"""glue smoke: checks a deployed stack, on AWS or on this machine. bin/smoke runs it."""
