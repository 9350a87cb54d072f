"""/t/<token>: the task and its answer. Opening changes nothing, and nobody notes who opened it."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, current_app, g, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import HTTPException

from patrol import words
from patrol.domain import joint, signing_in, task_links
from patrol.domain.errors import Invalid, Missing, Problem
from patrol.domain.placing import spoken
from patrol.domain.times import CHINA
from patrol.extensions import reading, writing
from patrol.models.areas import TOWN, by_paths, county, path_of_level
from patrol.storage_problems import StorageProblem

from . import photo

blueprint = Blueprint(
    "by_link", __name__, url_prefix="/t", template_folder="templates", static_folder="static",
    static_url_path="/static",
)  # fmt: skip
NOTE_MOST = 1000
BODY_MOST = photo.MOST + 64 * 1024


@blueprint.before_request
def begin():
    g.now = current_app.config["CLOCK"]()
    request.max_content_length = BODY_MOST


@blueprint.after_request
def keep_nowhere(response):
    if request.endpoint != "by_link.static":
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/<token>")
def look(token):
    with reading() as session:
        return _page(session, _link(session, token), token)


@blueprint.post("/<token>")
def answer(token):
    with reading() as session:
        task = _link(session, token).task  # before the body: nothing is read for a link that is none
        over = task.state != "open"
    if over:
        return _only_first(token)
    try:
        with photo.of_form() as picture:
            is_answer = _take(token, *_said(), picture)
    except Invalid as problem:
        with writing() as session:
            signing_in.failed(session, _keys(), g.now)
        with reading() as session:
            return _page(session, _link(session, token), token, problem), problem.status
    return redirect(url_for(".look", token=token), 303) if is_answer else _only_first(token)


def _only_first(token: str):
    """The second tap, and whoever had the form open meanwhile, read that what stands is the first answer."""
    return redirect(url_for(".look", token=token, again="yes"), 303)


def _said() -> tuple[str, str | None]:
    outcome, note = request.form.get("outcome"), request.form.get("note", "").replace("\0", "").strip()[:NOTE_MOST]
    if outcome not in ("done", "cannot"):
        raise Invalid("task_outcome_missing")
    if outcome == "cannot" and not note:
        raise Invalid("task_reason_missing")
    return outcome, note or None


def _take(token: str, outcome: str, note: str | None, picture: photo.Picture | None) -> bool:
    """Whether this was the answer."""

    def write(session) -> bool:
        named = [picture.named()] if picture else []
        link, is_new = task_links.answer(session, token, outcome, note, named, g.now)
        if picture and is_new:
            picture.hold(session, task_links.sender(link), g.now)
        return is_new

    if picture is not None:
        return picture.keep(write)
    with writing() as session:
        return write(session)


@blueprint.get("/<token>/photos/<int:number>")
def picture(token, number):
    with reading() as session:
        task = _link(session, token).task
        if not 1 <= number <= len(task.photos):
            raise Missing("photo_missing")
        found = joint.photo(session, task, task.photos[number - 1])
    data = photo.rendition(found)
    if data is None:
        raise Missing("photo_missing")
    return send_file(BytesIO(data), mimetype="image/jpeg")


def _link(session, token: str):
    """Whoever tries links that are none is slowed down, and need not be believed to be one person: so it is a count
    of its own, and nobody's sign-in suffers."""
    signing_in.throttle(session, _keys(), g.now)
    try:
        return task_links.find(session, token, g.now)
    except Missing:
        with writing() as counting:
            signing_in.failed(counting, _keys(), g.now)
        raise


def _keys() -> dict[str, str]:
    return {"links": request.remote_addr or "-"}


def _page(session, link, token: str, problem: Problem | None = None):
    task, case = link.task, link.task.case
    towns = by_paths(session, {path_of_level(case.path, TOWN)} - {None})
    where = " ".join(dict.fromkeys([*(town.name for town in towns), spoken(case.area.name)]))
    return render_template(
        "by_link/page.html", task=task, token=token, problem=problem, kind=_say(f"kind.{case.kind}"), where=where,
        place=f"{case.lat:.5f}, {case.lon:.5f}" if task.with_place and case.lat is not None else None,
        due=_moment(task.due_at), late=task.state == "open" and task.due_at <= g.now,
        answered=task.answered_at and _moment(task.answered_at), open=task.state == "open" and case.state == "open",
        given=request.form if problem else {}, again=request.args.get("again") == "yes", **_frame(session),
    )  # fmt: skip


def _frame(session) -> dict:
    home = county(session)
    return {"t": _say, "language": _language(), "county": home.area.name if home else "", "demo": home and home.demo}


@blueprint.errorhandler(Problem)
@blueprint.errorhandler(StorageProblem)
@blueprint.errorhandler(HTTPException)
def problem_page(problem):
    status = getattr(problem, "status", None) or problem.code
    code = {404: "link_missing", 413: "too_large", 429: "too_many_tries"}.get(status, "link_busy")
    fields = getattr(problem, "fields", {})
    with reading() as session:
        return render_template(
            "by_link/problem.html", text=_say(f"error.{code}", **fields), **_frame(session)
        ), status


def _language() -> str:
    return request.accept_languages.best_match(words.LANGUAGES, words.LANGUAGES[0])


def _say(key: str, **values) -> str:
    return words.words(_language(), key, **values)


def _moment(at) -> str:
    that = at.astimezone(CHINA)
    date = _say("time.date", month=_say(f"time.month.{that.month}"), day=that.day)
    return _say("time.at", date=date, clock=that.strftime("%H:%M"))
