"""The open door: a read-only HTTP interface and an MCP server over the views, within a jurisdiction."""
