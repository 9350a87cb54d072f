"""Files sealed to the county's key: what a phone without a network hands over by USB, WeChat or the office's Wi-Fi.

keys.py (with point.py) holds the county's keys, envelope.py opens what is sealed, contents.py reads and proves what
is inside, taking.py sends it the way of everything that comes, staging.py keeps a file until it is imported.
The format is that of docs/adr/0019-sealed-files.md, and static/pwa/src/seal.ts writes it.
"""
