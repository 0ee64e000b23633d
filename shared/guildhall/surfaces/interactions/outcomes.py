"""What the executor answered, for the person who asked."""

from pydantic import ValidationError

from guildhall.discord.ids import ChannelId
from guildhall.execution import changes
from guildhall.execution.outcome import Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.identity import Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.preview import Preview, Target
from guildhall.operations.spec import Risk
from guildhall.surfaces.interactions import markup, values
from guildhall.surfaces.interactions.messages import Paper, Tone
from guildhall.surfaces.interactions.phrases import plural
from guildhall.surfaces.interactions.values import Place

_DETAIL_CHARACTERS, _CHANGE_CHARACTERS = 200, 300


def paper(outcome: Outcome, path: str, operation: AnyOperation, principal: Principal) -> Paper:
    """Return an outcome as an answer."""
    match outcome:
        case Completed():
            return _completed(outcome, path, operation, _place(operation, principal))
        case Previewed():
            return _previewed(outcome, path)
        case _:
            return _asked(outcome, path)


def _place(operation: AnyOperation, principal: Principal) -> Place:
    """Return where the answer's things lie: in the channel that the request names, else where it was made."""
    origin = principal.origin
    named = getattr(operation, "channel_id", None)
    if origin is None:
        return Place(None, named if isinstance(named, ChannelId) else None)
    return Place(origin.guild_id, named if isinstance(named, ChannelId) else origin.channel_id)


def _completed(outcome: Completed, path: str, operation: AnyOperation, place: Place) -> Paper:
    reads = operation.spec.risk is Risk.READ
    try:
        blocks = values.blocks(type(operation).result_model().model_validate(outcome.result), place)
    except ValidationError:
        blocks = values.blocks(outcome.result, place)
    title = f"/{path}" if reads else f"Done: /{path}"
    tone = Tone.READ if reads else Tone.DONE
    return Paper(tone, title, tuple(blocks), f"Audit {outcome.audit_id}")


def _previewed(outcome: Previewed, path: str) -> Paper:
    then = "A human will be asked before it is done. " if outcome.needs_human else ""
    how = f"{then}To do it, give the command again without `dry_run`."
    return Paper(Tone.PREVIEW, f"Preview of /{path}: nothing was changed", (*preview_blocks(outcome.preview), how))


def _asked(outcome: NeedsConfirmation, path: str) -> Paper:
    where = f"The question is in {outcome.where}, open until {markup.moment(outcome.expires_at)}."
    later = f"How it stands: `/confirmation get confirmation_id:{outcome.confirmation_id}`"
    blocks = ("Nothing was changed yet: somebody with the right to do this must approve it.", where)
    title = f"Waiting for approval: /{path}"
    return Paper(Tone.WAITING, title, (*blocks, *preview_blocks(outcome.preview), later))


def preview_blocks(preview: Preview) -> list[str]:
    """Return what a write would do: what it touches, what becomes different, and what cannot be taken back."""
    blocks = [f"**{markup.plain(preview.summary)}**"]
    if preview.targets:
        blocks += [f"**{plural(len(preview.targets), 'target')}:**", *map(_target, preview.targets)]
    if preview.changes:
        blocks.append(f"**{plural(len(preview.changes), 'change')}:**")
        blocks += [markup.spoken(changes.line(change, _CHANGE_CHARACTERS)) for change in preview.changes]
    if preview.requests > 1:
        blocks.append(f"Takes {preview.requests} requests to Discord.")
    if preview.budget:
        blocks.append(preview.budget)
    if preview.irreversible:
        blocks.append(f"**{markup.plain(preview.irreversible)}**")
    return blocks


def _target(target: Target) -> str:
    detail = f": {markup.plain(target.detail, _DETAIL_CHARACTERS)}" if target.detail else ""
    return f"- {markup.plain(target.label)}{detail}"
