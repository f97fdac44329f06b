"""What a hub that visits at given instants is owed by each platform, told from the world alone.

A visitor here is the rule, not the program: it reads the world, never an answer of the server. One module a
platform; each says its rule in its first lines.
"""
