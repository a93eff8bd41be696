"""The watch: who changes what protects the data, told at once."""
