#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rewards_site.settings")
    # No provider waits for a command.
    os.environ.setdefault("DATABASE_LOCK_TIMEOUT_MS", "0")
    os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT_MS", "0")
    execute_from_command_line(sys.argv)
