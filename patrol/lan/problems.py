class TlsProblem(Exception):
    """`bin/serve --tls` cannot go on; the text is the one sentence people see."""
