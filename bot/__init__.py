"""The gateway: the only process on the network.

Channels, sign-in, REST, durable work, launcher, command line.
"""
