"""Speaking up: the stall rules, their episodes, and the messages sent about them."""
