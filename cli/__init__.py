"""The composition root: the command `fenghuo`, which puts the rooms together."""
