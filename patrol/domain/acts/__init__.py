"""One file per act, each with `judge(doing)`; a new act is a new file here and a row in the act table."""

from . import (
    assign,
    close,
    comment,
    conceal,
    handle,
    move,
    reopen,
    report,
    return_,
    sign_off,
    stop,
    supervise,
    verify,
)

JUDGES = {
    "stop": stop.judge,
    "verify": verify.judge,
    "report": report.judge,
    "handle": handle.judge,
    "sign_off": sign_off.judge,
    "close": close.judge,
    "return": return_.judge,
    "reopen": reopen.judge,
    "supervise": supervise.judge,
    "assign": assign.judge,
    "move": move.judge,
    "conceal": conceal.judge,
    "comment": comment.judge,
}
