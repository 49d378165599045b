import { Fault, type Change, type EntryId, type TargetState } from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { thingOf } from './digests.ts';
import type { EnforcementBench, TargetWriter } from './ports.ts';

/** Where tickets are opened (the same contract as connectors/tickets). */
export interface TicketDesk {
  find(marker: string): Promise<{ readonly ref: string; readonly url: string } | undefined>;
  open(ticket: {
    readonly title: string;
    readonly text: string;
    readonly marker: string;
  }): Promise<{ readonly ref: string; readonly url: string }>;
  note(ref: string, text: string): Promise<void>;
}

export interface TicketWriterParts extends Pick<
  EnforcementBench,
  'database' | 'recorder' | 'ledger' | 'clock' | 'self'
> {
  readonly desk: TicketDesk;
  readonly system: string;
  /** The state as the last complete read of the source showed it: a ticket that was closed proves nothing. */
  readonly observe: (change: Change) => Promise<TargetState>;
  /** What a change does, in words. */
  readonly says: (change: Change) => string;
}

interface TicketRow {
  readonly entry: EntryId;
  readonly ref: string;
}

/**
 * Changes a source that has no writer of its own by asking people: one ticket for each step, found again by its marker
 * however often a crash has it asked for. It waits until the source, read again, shows the change.
 */
export function ticketWriter(parts: TicketWriterParts, execution: EntryId): TargetWriter {
  return {
    byHand: true,
    observe: parts.observe,
    apply: (change) => askPeople(parts, execution, change, parts.says(change)),
    restore: (change, image) =>
      askPeople(
        parts,
        execution,
        change,
        `Put back what was there before this: ${parts.says(change)}. Then it is ${JSON.stringify(image)}.`,
      ),
    close: () => Promise.resolve(),
    settled: (change, how) => settle(parts, execution, change, how),
  };
}

async function askPeople(
  parts: TicketWriterParts,
  execution: EntryId,
  change: Change,
  what: string,
): Promise<void> {
  const { database, desk } = parts;
  const intent = await intentOf(parts, execution, change);
  const marker = `countersign-${intent}`;
  const [before] = await database.query('select 1 from enforcement.ticket where intent = $1', [intent]);
  if (before !== undefined) return;
  const ticket =
    (await desk.find(marker)) ??
    (await desk.open({ title: titleOf(change, what), text: textOf(change, what, execution), marker }));
  const started = await parts.ledger.entry(execution);
  await database.transaction(async (tx) => {
    const entry = await parts.recorder.record(
      tx,
      entryDraft({
        type: 'ticket.opened',
        at: parts.clock.now(),
        actor: parts.self,
        causedBy: [intent],
        correlation: started?.entry.correlation ?? execution,
        body: { system: parts.system, ref: ticket.ref, source: change.source, marked: 'decision' },
      }),
    );
    await tx.query(
      `insert into enforcement.ticket (intent, execution, thing, system, ref, url, entry, opened_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (intent) do nothing`,
      [intent, execution, thingOf(change), parts.system, ticket.ref, ticket.url, entry, parts.clock.now()],
    );
  });
}

/** The step that is being made: its intention was recorded, and has its number, before anything is asked of anybody. */
async function intentOf(
  { database }: TicketWriterParts,
  execution: EntryId,
  change: Change,
): Promise<EntryId> {
  const [row] = await database.query<{ intent: EntryId }>(
    `select intended_entry as intent from enforcement.step
      where execution = $1 and thing = $2 order by resolution is not null, step limit 1`,
    [execution, thingOf(change)],
  );
  if (row === undefined)
    throw new Fault('ledger_invalid', 'No intention was recorded for what a ticket would ask.', {
      next: 'Nothing was asked of anybody.',
    });
  return row.intent;
}

/** Tells the people who see the ticket, and the ledger, what became of it. */
async function settle(
  parts: TicketWriterParts,
  execution: EntryId,
  change: Change,
  how: 'proven' | 'failed',
): Promise<void> {
  const [row] = await parts.database.query<TicketRow>(
    'select entry, ref from enforcement.ticket where execution = $1 and thing = $2 and settled is null',
    [execution, thingOf(change)],
  );
  if (row === undefined) return;
  await parts.desk
    .note(
      row.ref,
      how === 'proven'
        ? 'Countersign read the source again and it shows the change. Nothing more is asked.'
        : 'This is not approved any more, or came about otherwise: do not make the change.',
    )
    .catch((error: unknown) => {
      // a note that nobody gets changes nothing: what counts is the source and the ledger
      if (!(error instanceof Fault)) throw error;
    });
  await parts.database.transaction(async (tx) => {
    await parts.recorder.record(
      tx,
      entryDraft({
        type: 'ticket.settled',
        at: parts.clock.now(),
        actor: parts.self,
        causedBy: [row.entry],
        correlation: execution,
        body: { ref: row.ref, how },
      }),
    );
    await tx.query('update enforcement.ticket set settled = $2, settled_at = $3 where entry = $1', [
      row.entry,
      how,
      parts.clock.now(),
    ]);
  });
}

const inOneLine = (text: string, most: number): string => text.replaceAll(/\p{C}+/gu, ' ').slice(0, most);

const titleOf = (change: Change, what: string): string =>
  inOneLine(`[decision] ${change.source}: ${what}`, 200);

const textOf = (change: Change, what: string, execution: EntryId): string =>
  [
    'Authority: decision. People signed that this change be made, and Countersign cannot make it by itself.',
    '',
    `Where: ${inOneLine(change.source, 100)}`,
    `What: ${inOneLine(what, 2000)}`,
    ...Object.entries(change)
      .filter(([name]) => name !== 'source')
      .map(([name, value]) => `  ${name}: ${inOneLine(String(value), 500)}`),
    '',
    `Execution: ${execution}`,
    'Make exactly this change by hand. Closing this ticket proves nothing: Countersign reads the source again and says here when it shows the change.',
  ].join('\n');
