"""The sheets that creator back ends export: from a file's bytes to rows, columns, posts and figures."""
