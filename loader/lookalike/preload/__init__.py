"""A process that has loaded the libraries, and runs the commands of its user at once.

`place` says where it listens, `request` hands a command to it, `serve` is the process itself, and
`child` runs one command. What `request` imports is light: every command pays for it.
"""
