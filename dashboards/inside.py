"""What runs inside Superset's own process: make its metadata database, make the admin, import and export
assets.

Started by `dashboards/bootstrap.py` as `python -m dashboards.inside`, with one JSON object on standard
input: `prepare` (whether to), `admin_password`, `assets` (YAML by path, or null), `passwords` (by an
asset's path), `staff` (as `dashboards/staff.py` gives it, or null), `export_to` (a file for the assets' YAML
by path as JSON, or null). All steps share one process because starting Superset takes several seconds;
Superset is imported late because it reads its configuration when imported. Secrets come by standard input
only, since command lines are public.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

ADMIN: Final = "admin"
_MADE_FROM_A_NAME: Final = 5


def main() -> None:
    """Do what standard input asks for; the exit code tells whether it worked."""
    order = json.load(sys.stdin)
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        if order["prepare"]:
            _prepare(order["admin_password"])
        if order["assets"] is not None:
            _import(order["assets"], order["passwords"])
            _remove_all_but(order["assets"])
        if order["staff"] is not None:
            from dashboards.inside_staff import bring_in

            bring_in(order["staff"]["people"], order["staff"]["rules"])
        if order["export_to"] is not None:
            _export(Path(order["export_to"]))


def _prepare(admin_password: str) -> None:
    import flask_migrate  # type: ignore[import-untyped]
    import superset
    from superset import appbuilder, db, security_manager

    flask_migrate.upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    db.session.commit()
    _keep_admin(admin_password)


def _keep_admin(password: str) -> None:
    from superset import db, security_manager

    admin = security_manager.find_user(ADMIN)
    if admin is None:
        role = security_manager.find_role("Admin")
        security_manager.add_user(ADMIN, "管理员", "烽火", "admin@fenghuo.invalid", role, password=password)
    else:
        security_manager.reset_password(admin.id, password)
    db.session.commit()


def _import(assets: dict[str, str], passwords: dict[str, str]) -> None:
    from flask import g
    from superset import db, security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand

    g.user = security_manager.find_user(ADMIN)
    ImportAssetsCommand(assets, passwords=passwords).run()
    db.session.commit()


def _remove_all_but(assets: dict[str, str]) -> None:
    """Remove assets that were ours once and are so no more.

    Ours have uuids made from their names (version 5); those of what people make in Superset are random.
    """
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    from dashboards.asset_files import parsed

    kept = {parsed(text).get("uuid") for text in assets.values()}
    for model in (Dashboard, Slice, SqlaTable):
        for asset in db.session.query(model).all():
            if asset.uuid.version == _MADE_FROM_A_NAME and str(asset.uuid) not in kept:
                db.session.delete(asset)
    db.session.commit()


def _export(file: Path) -> None:
    from flask import g
    from superset import security_manager
    from superset.commands.export.assets import ExportAssetsCommand

    g.user = security_manager.find_user(ADMIN)
    assets = {path: content() for path, content in ExportAssetsCommand().run()}
    file.write_text(json.dumps(assets, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
