import {
  isMandateId,
  refuse,
  selects,
  type Change,
  type EntryId,
  type MandateAbout,
  type MandateTrigger,
  type Origin,
  type Result,
} from '../../model/index.ts';
import {
  fileItem,
  loadMandate,
  missingSigners,
  type FiledItem,
  type StoredMandate,
} from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import type { System } from '../system.ts';
import { mandateFacts } from './fact-reader.ts';
import { factSources } from './fact-sources.ts';

export interface UnderAsked {
  readonly mandate: string;
  readonly changes: readonly Change[];
  /** What set it off: a read, or an entry of a person; absent: the clock. */
  readonly trigger?: { readonly kind: MandateTrigger; readonly entry: EntryId };
  readonly about?: MandateAbout;
  /** Who named it; a model may, and that changes nothing but this word. */
  readonly origin: Origin;
}

/**
 * Has a mandate carry out changes: announces them, if its conditions select each of them now. From there they go by
 * themselves, and the enforcer works all of it out again. For whatever brings changes about under a signed mandate.
 */
export async function carryUnder(system: System, asked: UnderAsked): Promise<Result<FiledItem>> {
  const standing = await standingMandate(system, asked.mandate);
  if (!standing.ok) return standing;
  return announce(system, standing.value, asked);
}

/** The mandate, if it is in force and enough people stand behind it. */
export async function standingMandate(system: System, id: string): Promise<Result<StoredMandate>> {
  if (!isMandateId(id)) return refuse('not_found', `\`${id.slice(0, 60)}\` is no mandate’s id (mnd_…).`);
  const loaded = await loadMandate(system.database, id);
  if (!loaded.ok) return loaded;
  const why = await whyNotStanding(system, loaded.value);
  return why === undefined
    ? loaded
    : refuse('policy_denied', `Mandate \`${id}\` does not stand: ${why}.`, 'See `countersign mandate show`.');
}

/** In words why nothing is done under it now; undefined: it stands. */
export async function whyNotStanding(
  system: Pick<System, 'clock' | 'signers'>,
  mandate: StoredMandate,
): Promise<string | undefined> {
  const now = system.clock.now();
  if (mandate.ended !== null) return 'it was ended';
  if (mandate.terms.until <= now) return `it was over at ${mandate.terms.until}`;
  if (now < mandate.terms.from) return `it begins at ${mandate.terms.from}`;
  const missing = await missingSigners(system, mandate, now);
  return missing.length === 0 ? undefined : missing.join('; ');
}

/** Asks the conditions about each change, and announces all of them as one item when they select every one. */
export async function announce(
  system: System,
  mandate: StoredMandate,
  asked: UnderAsked,
): Promise<Result<FiledItem>> {
  const bench = await reviewBench(system);
  if (!bench.ok) return bench;
  const reader = mandateFacts(system.views, factSources);
  const because: string[] = [];
  for (const change of asked.changes) {
    const facts = await reader.factsOf(system.database, change, asked.about, system.clock.now());
    const selection = selects(mandate.terms.when, facts);
    if (selection.is !== 'selected')
      return refuse('policy_denied', `The mandate does not select this: ${selection.because}.`);
    because.push(selection.because);
  }
  const [first] = mandate.signatures;
  if (first === undefined) return refuse('signature_invalid', 'Nobody signed the mandate.');
  return fileItem(bench.value, mandate, {
    changes: asked.changes,
    trigger: asked.trigger ?? { kind: 'clock', entry: first.entry },
    origin: asked.origin,
    because: [...new Set(because)].join('; '),
    ...(asked.about === undefined ? {} : { about: asked.about }),
  });
}
