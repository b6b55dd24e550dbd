"""What people can do: one module a group of commands."""
