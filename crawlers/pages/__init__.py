"""Reading web pages: bytes to text, HTML to an article or a list of links. Pure functions, no network."""
