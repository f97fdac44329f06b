"""What `fenghuo doctor` looks at: one module per kind of cause, each a list of checks that yield findings."""
