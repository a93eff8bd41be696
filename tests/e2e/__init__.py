"""The whole product over HTTP and boto3, as somebody outside sees it: one stack for all, in a process of its own."""
