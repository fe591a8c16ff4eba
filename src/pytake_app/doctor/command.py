"""`pytake doctor`: prints what was found; its exit code is 1 when something is wrong."""

import argparse
import asyncio
import io
import os
import sys
from collections.abc import Mapping

from pytake_app.doctor.examine import examine
from pytake_app.doctor.finding import Finding, Level
from pytake_app.doctor.sentences import sentence
from pytake_domain.kernel.text import Language

MARKS = {Level.FINE: "✔", Level.WARNING: "!", Level.ERROR: "✘"}
SHORT = {"pt": Language.PT_BR, "en": Language.EN, "es": Language.ES}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """In which words."""
    parser.add_argument(
        "--lang", choices=sorted(SHORT), help="language of the answers (default: that of the system, or pt)"
    )
    parser.add_argument("--quiet", action="store_true", help="say only what has to be looked at")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Examine, and say it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    language = SHORT[arguments.lang] if arguments.lang else spoken(os.environ)
    findings = asyncio.run(examine(os.environ))
    for finding in findings:
        if finding.level is not Level.FINE or not arguments.quiet:
            sys.stdout.write(told(finding, language))
    errors = sum(finding.level is Level.ERROR for finding in findings)
    warnings = sum(finding.level is Level.WARNING for finding in findings)
    if errors or warnings or not arguments.quiet:
        total = "TOTAL_WRONG" if errors else "TOTAL_FINE"
        sys.stdout.write(f"\n{sentence(total, language).says.format(errors=errors, warnings=warnings)}\n")
    return 1 if errors else 0


def told(finding: Finding, language: Language) -> str:
    """What was found, and how to mend it."""
    words = sentence(finding.code, language)
    lines = f"{MARKS[finding.level]} {words.says.format(**finding.params)}\n"
    if words.mend and finding.level is not Level.FINE:
        lines += f"  → {words.mend.format(**finding.params)}\n"
    return lines


def spoken(environment: Mapping[str, str]) -> Language:
    """The language of the terminal; Portuguese when it is none of ours."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return SHORT.get(named[:2].lower(), Language.PT_BR)
