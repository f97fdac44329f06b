"""The sections of a report: each turns facts into blocks, and says nothing of numbers or files."""
