"""The local AWS: one loopback endpoint that signs, evaluates, records and passes on, as AWS does.

`stack.LocalStack` starts all of it. `front` is the endpoint, `deploy` reads the data stack's template into it,
`runtime` is one function's process, `gateway` stands for API Gateway. What it does not know, it refuses.
"""
