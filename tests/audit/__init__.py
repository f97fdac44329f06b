"""What must not come in: dependencies with known holes, and secrets among the tracked files (`make lint`)."""
