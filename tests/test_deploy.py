"""The files for a server's /etc agree with each other and with the settings."""

import re
from pathlib import Path

import dj_database_url
import pytest
from django.conf import settings
from django.core.management import get_commands
from environs import Env

from ledger.management.new_env import main, new_env
from ledger.sql.roles import script

ETC = Path(settings.BASE_DIR) / "rewards_site" / "deploy" / "etc"
NGINX = (ETC / "nginx/sites-available/reward-ledger").read_text("utf-8")
CRON = (ETC / "cron.d/reward-ledger").read_text("utf-8")
UNITS = ETC / "systemd/system"
README = (Path(settings.BASE_DIR) / "README.md").read_text("utf-8")
DESCRIBED = README[README.index("## For real, on Debian") : README.index("**To upgrade**")]
OWNER, WEB = "reward_ledger", "reward_ledger_web"


def test_nginx_takes_bodies_as_large_as_the_server_does() -> None:
    ((size, unit),) = re.findall(r"client_max_body_size (\d+)([km]);", NGINX)
    assert int(size) * {"k": 1024, "m": 1024**2}[unit] == settings.LEDGER_MAX_BODY_BYTES


@pytest.mark.parametrize("name", ["webhooks", "desk"])
def test_nginx_asks_each_server_where_it_listens_and_the_other_if_it_is_away(name: str) -> None:
    drop_ins = UNITS.rglob("*.service.d/*.conf")
    ports = {path.stem: re.findall(r"GRANIAN_PORT=(\d+)", path.read_text("utf-8")) for path in drop_ins}
    (upstream,) = re.findall(rf"upstream {name} {{(.*?)}}", NGINX, re.DOTALL)
    (other,) = ports.keys() - {name}
    assert re.findall(r"127\.0\.0\.1:(\d+)(?: backup)?", upstream) == [*ports[name], *ports[other]]
    assert re.findall(r":(\d+) backup", upstream) == ports[other]


def test_cron_runs_commands_that_there_are() -> None:
    named = re.findall(r"\$manage (\w+)", CRON)
    assert "roll_up" in named
    assert set(named) - set(get_commands()) == set()


def test_the_owner_migrates_and_dumps_and_the_role_of_the_servers_does_all_else() -> None:
    assert re.findall(r"^User=(.*)", (UNITS / "reward-ledger@.service").read_text("utf-8"), re.MULTILINE) == [WEB]
    for user, command in re.findall(r"^[*/\d ]+ (\w+) +(.+)", CRON, re.MULTILINE):
        assert user == (OWNER if command.startswith("pg_dump") else WEB), command
    for user, command in re.findall(
        r"^runuser -u (\w+) -- \.venv/bin/python manage\.py (\w+)", DESCRIBED, re.MULTILINE
    ):
        assert user == (OWNER if command == "migrate" else WEB), command


def test_readme_makes_each_user_a_role_before_it_is_needed() -> None:
    rights = DESCRIBED.index("--file ledger/sql/roles.sql")
    for user in (OWNER, WEB):
        made = [re.search(rf"^{start}.* {user}$", DESCRIBED, re.MULTILINE) for start in ("adduser", ".* createuser")]
        assert all(line and line.start() < rights for line in made), user
    assert rights < DESCRIBED.index("manage.py migrate\n")
    assert script().count(f"\\set owner {OWNER}\n") == script().count(f"\\set web {WEB}\n") == 1


def test_settings_made_for_a_server_say_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["rewards.example.com"])
    (tmp_path / ".env").write_text(capsys.readouterr().out, encoding="utf-8")
    made = Env()
    made.read_env(str(tmp_path / ".env"), recurse=False)
    assert made._environ["ALLOWED_HOSTS"] == "rewards.example.com"
    database = dj_database_url.parse(made._environ["DATABASE_URL"])
    assert (database["HOST"], database["USER"]) == ("/run/postgresql", "")  # the user of the machine
    assert not {"HTTPS", "DEMO_PASSWORD"} & made._environ.keys()
    assert new_env("rewards.example.com") != new_env("rewards.example.com")


def test_settings_are_made_for_one_name() -> None:
    with pytest.raises(SystemExit, match="usage"):
        main(["rewards.example.com", "other.example.com"])
