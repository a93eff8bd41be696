"""The policy authors' bench: build the bundle, check rules and data, ask a question, generate what is derived."""
