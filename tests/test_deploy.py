"""The files for a server's /etc agree with each other and with the settings."""

import re
from pathlib import Path

import dj_database_url
import pytest
from django.conf import settings
from django.core.management import get_commands
from environs import Env

from ledger.management.new_env import main, new_env

ETC = Path(settings.BASE_DIR) / "rewards_site" / "deploy" / "etc"
NGINX = (ETC / "nginx/sites-available/reward-ledger").read_text("utf-8")
UNITS = ETC / "systemd/system"


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
    named = re.findall(r"\$manage (\w+)", (ETC / "cron.d/reward-ledger").read_text("utf-8"))
    assert "roll_up" in named
    assert set(named) - set(get_commands()) == set()


def test_settings_made_for_a_server_say_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["rewards.example.com"])
    (tmp_path / ".env").write_text(capsys.readouterr().out, encoding="utf-8")
    made = Env()
    made.read_env(str(tmp_path / ".env"), recurse=False)
    assert made._environ["ALLOWED_HOSTS"] == "rewards.example.com"
    assert dj_database_url.parse(made._environ["DATABASE_URL"])["HOST"] == "/run/postgresql"
    assert not {"HTTPS", "DEMO_PASSWORD"} & made._environ.keys()
    assert new_env("rewards.example.com") != new_env("rewards.example.com")


def test_settings_are_made_for_one_name() -> None:
    with pytest.raises(SystemExit, match="usage"):
        main(["rewards.example.com", "other.example.com"])
