"""The generator of the agency directory: source table, reviewed inputs, and the build."""
