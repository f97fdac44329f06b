"""Nonsense for every parser that meets the outside: no crash, no hang, no growth (`make fuzz`)."""
