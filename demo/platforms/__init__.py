"""What each platform answers over HTTP, in its own shapes, units, codes and with its own quirks."""
