"""What recordings and pictures are: arithmetic on their structure, and probes in a cage of their own.

Nothing here knows a model or a request. `structure` only counts bytes and runs in any process;
`probe` starts a subprocess with limits, because a decoder that meets hostile bytes may crash or hang.
"""
