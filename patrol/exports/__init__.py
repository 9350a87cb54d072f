"""One file per format; rows in, bytes out. They know nothing of cases or people."""
