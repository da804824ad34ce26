"""How much processor and memory the main job costs, next to peers measured in the same run."""
