"""The whole history judged again."""
