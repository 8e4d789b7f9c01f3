"""What bin/run shows of a running stack: the main job through its doors, all actions, and lines to copy."""
