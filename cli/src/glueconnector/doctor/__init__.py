"""bin/doctor: looks at an account before a deployment and at a stack after one, and changes nothing."""
