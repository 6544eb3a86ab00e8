"""`new`: begins a playbook."""

from __future__ import annotations

import click


@click.command()
@click.argument("slug")
@click.option(
    "--from-fault",
    metavar="SLUG[/CAUSE]",
    help="Move this row of the mock's faults.json into the page. Default: the rows of SLUG, if there are any.",
)
@click.option(
    "--client",
    "clients",
    multiple=True,
    help="Write programs for this client, too: openai, ai or langchain. Repeat for more.",
)
def new(slug: str, from_fault: str | None, clients: tuple[str, ...]) -> None:
    """Begin a playbook: a page with its keys explained, and programs for each client.

    \b
    mistral-playbooks new payment-required
    mistral-playbooks new guardrail-blocked --client openai --client ai

    `mistral-playbooks verify SLUG` then runs the programs and names what is still to be written.
    """
    import datetime
    from pathlib import Path

    from ..verify import checkout

    # First of all: what follows needs packages that only a checkout's environment has.
    root = checkout.root()

    from ..content import scaffold
    from ..support.files import create, read

    draft = scaffold.draft(
        slug,
        faults=read(root / scaffold.FAULTS),
        npm=read(root / scaffold.NPM),
        from_fault=from_fault,
        clients=clients,
        today=datetime.datetime.now(datetime.UTC).date(),
    )
    create(root, draft.new, draft.changed)
    page, *programs = draft.new
    click.echo(f"Wrote {page} and, in snippets/{slug}/, {', '.join(Path(file).name for file in programs)}.")
    if draft.changed:
        click.echo(f"Moved {', '.join(f'`{id}`' for id in draft.error.causes)} from faults.json into the page.")
    if not draft.error.chat_meets_it:
        on = draft.error.answer.on
        where = f"only on {', '.join(on)}" if on else "only in a stream, or in what the model says"
        click.echo(f"The new programs send a chat request, but this error occurs {where}. Send the request that fails.")
    click.echo(f"Next: mistral-playbooks verify {slug}")
