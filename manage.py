#!/usr/bin/env python
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, execute_from_command_line
from environs import EnvError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewards_site.settings")
    # No provider waits for a command.
    os.environ.setdefault("DATABASE_LOCK_TIMEOUT_MS", "0")
    os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT_MS", "0")
    try:
        if sys.argv[1:2] == ["version"]:  # which Django takes for a question about itself
            django.setup()
            ManagementUtility(sys.argv).fetch_command("version").run_from_argv(sys.argv)
        else:
            execute_from_command_line(sys.argv)
    except (EnvError, ImproperlyConfigured) as error:
        sys.exit(f"The settings are not right. {error}")
