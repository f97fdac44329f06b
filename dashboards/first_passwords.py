"""Whoever logs in with a password that was made for him chooses one of his own before he sees anything.

A made password is known by how it is written (`warehouse/passwords.py`), so nothing is kept of who still has
one. The form and the mark in the session are for browsers; the API's log-in takes no made password at all
(`dashboards/security.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask_login import current_user  # type: ignore[import-untyped]

from hub.errors import ConfigError
from warehouse.passwords import LEAST_LENGTH, is_made, require_good

MARK: Final = "first_password"
"""In the session of somebody who logged in with a made password."""
_PAGE: Final = "/first-password"
_OPEN: Final = ("/static/", "/logout", _PAGE)
"""What such a person may ask for."""
_SENTENCE: Final = "请先在 /first-password 换一个自己的密码。"

first_passwords: Final = Blueprint(
    "fenghuo_first_passwords", __name__, template_folder=str(Path(__file__).parent / "pages")
)


def require_own_password(app: Flask) -> None:
    """Lead whoever came with a made password to the form, whatever he asks for."""

    @app.before_request
    def lead() -> Response | None:
        if not session.get(MARK) or not current_user.is_authenticated or request.path.startswith(_OPEN):
            return None
        if request.path.startswith("/api/"):
            return make_response(jsonify(message=_SENTENCE), 403)
        return _to(_PAGE)


@first_passwords.route(_PAGE, methods=["GET", "POST"])
def choose() -> Response:
    """The form, and what came of it."""
    if not current_user.is_authenticated or not session.get(MARK):
        return _to("/superset/welcome/")
    mistake = _changed() if request.method == "POST" else ""
    if mistake is None:
        return _to("/go/overview")
    page = render_template(
        "first_password.html", name=current_user.first_name, mistake=mistake, least=LEAST_LENGTH
    )
    return make_response(page)


def _changed() -> str | None:
    """Change the password to what the form says; else what is wrong with it."""
    from superset import security_manager

    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return "两次输入的不一样，请再输一遍。"
    if is_made(password):
        return "这是系统生成的密码，请换一个自己的。"
    try:
        require_good(password, current_user.username)
    except ConfigError as error:
        return error.sentence
    security_manager.reset_password(current_user.id, password)
    session.pop(MARK)
    return None


def _to(address: str) -> Response:
    answer: Response = redirect(address)  # type: ignore[assignment]
    return answer
