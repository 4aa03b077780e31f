"""FAB's sign-in, sign-out and own-password screens and its sign-in API, each with what stock FAB leaves open closed."""

from typing import Any

from flask import Response, flash, g, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.fieldwidgets import BS3PasswordFieldWidget
from flask_appbuilder.security.api import SecurityApi
from flask_appbuilder.security.forms import ResetPasswordForm
from flask_appbuilder.security.views import AuthDBView, ResetMyPasswordView
from flask_babel import gettext, lazy_gettext
from flask_jwt_extended import get_jwt, jwt_required
from flask_login import logout_user
from werkzeug.security import check_password_hash
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField
from wtforms.validators import DataRequired, ValidationError

from app.security.attempts import count_attempt
from app.security.sign_in import end_sign_in


class SignInView(AuthDBView):
    """Signing out is a command with a form token: a link or an image on another site cannot do it."""

    @expose("/logout/", methods=["POST"])
    def logout(self) -> AnyResponse:
        """End the sign-in on the server and in the browser."""
        user = self._get_authenticated_user()
        if user is not None:
            self.appbuilder.sm.on_user_logout(user)
        logout_user()
        return redirect(self.appbuilder.get_url_for_login)


class OwnPasswordForm(ResetPasswordForm):
    """The new password twice, and the current one: an unattended browser must not be enough."""

    current_password = PasswordField(
        lazy_gettext("Current password"), validators=[DataRequired()], widget=BS3PasswordFieldWidget()
    )

    def validate_current_password(self, field: Any) -> None:
        """Count the attempt and compare."""
        count_attempt(g.user.username)
        if not check_password_hash(g.user.password, field.data):
            raise ValidationError(gettext("This is not your current password."))


class OwnPasswordView(ResetMyPasswordView):
    """Changing one's own password ends all of one's other sign-ins."""

    class_permission_name = "ResetMyPasswordView"
    form = OwnPasswordForm
    form_columns = ["current_password", "password", "conf_password"]

    def form_post(self, form: Any) -> None:
        """Set the password and go on under a new sign-in."""
        user_id = g.user.id
        self.appbuilder.sm.reset_password(user_id, form.password.data)
        self.appbuilder.sm.begin_again(user_id)
        flash(gettext("Password Changed"), "info")


class SignInApi(SecurityApi):
    """FAB's token API under the limits of the sign-in form, with an end to a sign-in."""

    @expose("/login", methods=["POST"])
    def login(self) -> Response:
        """Sign in and return tokens; raises TooManyRequests."""
        given = request.get_json(silent=True)
        if isinstance(given, dict) and given.setdefault("provider", "db") != "db":  # FAB's view reads the same object
            return self.response_400(message=gettext("Sign in with the provider “db”."))
        # FAB wraps its own in a handler that turns every refusal into "fatal error".
        try:
            return SecurityApi.login.__wrapped__(self)
        except UnicodeEncodeError:  # half a character: no password of anybody's
            return self.response_401()

    @expose("/logout", methods=["POST"])
    @jwt_required(verify_type=False)
    def logout(self) -> Response:
        """End the sign-in that the token belongs to, with all its tokens."""
        end_sign_in(self.appbuilder.sm.session, get_jwt().get("sign_in"))
        self.appbuilder.sm.session.commit()
        return self.response(200, message="OK")
