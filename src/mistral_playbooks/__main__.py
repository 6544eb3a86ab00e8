"""`python -m mistral_playbooks`: the command line."""

from .cli import main

main(prog_name="mistral-playbooks")
