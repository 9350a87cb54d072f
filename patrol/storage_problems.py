"""What can go wrong with bytes, each with a stable code and the status a caller over HTTP is told."""


class StorageProblem(Exception):
    code = "storage"
    status = 500


class HashDiffers(StorageProblem):
    """The bytes are not those that were named."""

    code = "hash_differs"
    status = 409


class TooLarge(StorageProblem):
    code = "too_large"
    status = 413


class Truncated(StorageProblem):
    """The body ended before the length it announced."""

    code = "cut_off"
    status = 408


class StorageFull(StorageProblem):
    """No room on the disk: the phone keeps what it has and comes again."""

    code = "storage_full"
    status = 507


class StorageAway(StorageProblem):
    """The bucket does not answer: the phone keeps what it has and comes again."""

    code = "busy"
    status = 503


class SweptAway(StorageProblem):
    """The bytes were taken away between being stored and being named: store them again."""

    code = "busy"
    status = 503


class NotHeld(StorageProblem):
    code = "not_held"
    status = 404


class BadName(StorageProblem):
    """No hash and no key ever looks like this, so nothing is held under it either."""

    code = "not_held"
    status = 404
