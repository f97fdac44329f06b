"""Gathering: one module per source, pullers for APIs and spiders for pages, politeness and scheduling."""
