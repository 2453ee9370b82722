"""`assistant serve` and `assistant doctor`."""

from typing import Annotated

import typer

from assistant.cli.opening import IndexDir, open_assistant, open_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    index: IndexDir = None,
) -> None:
    """Serve the chat in the browser."""
    from assistant.app import api

    place = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = open_settings(index, app=place)
    running = open_assistant(settings)
    with running.snapshot() as snapshot:
        typer.echo(f"{len(snapshot.articles)} articles, build {snapshot.build_id}. {snapshot.notice}".rstrip())
    kept = settings.records
    typer.echo(f"Answers are kept {kept.days} days in {kept.path}." if kept.keep == "answers" else "No answer is kept.")
    typer.echo(f"Entente on http://{settings.app.host}:{settings.app.port} (Ctrl-C stops it)")
    api.serve(running, settings)


def doctor(index: IndexDir = None) -> None:
    """Versions, where the model was found, the state of the index, and what is sent anywhere: nothing."""
    from assistant.terminal.doctor import show_doctor

    show_doctor(open_settings(index))
