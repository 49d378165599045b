import { createHash } from 'node:crypto';
import {
  Fault,
  type Digest,
  type GapObserved,
  type Keeps,
  type Observation,
  type ObservationType,
  type ReadItem,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { checkObservation, type Checked } from './check-observation.ts';
import type { CallerContext, Connector, ReadContext, ReadPage } from './connector.ts';
import { nextUnless } from './interruptible.ts';
import { ItemDesk, type ItemHost } from './items.ts';
import { SeenRecords } from './seen-records.ts';

export interface ReadLimits {
  /** More observations than this is an endless source. Bounds the memory of duplicate detection too (`SeenRecords`). */
  readonly observations: number;
  /** The whole read, from the first page asked for to the last one given. */
  readonly seconds: number;
  /** Observations on one page handed on. */
  readonly pageSize: number;
  /** Characters of content on one page handed on (it may end with a record that goes beyond). */
  readonly pageCharacters: number;
}

const usual: ReadLimits = {
  observations: 20_000_000,
  seconds: 4 * 3600,
  pageSize: 5000,
  pageCharacters: 4 << 20,
};

export interface CheckedPage {
  readonly observations: readonly Observation[];
  /** The item that each observation comes from, when the connector tells items apart. */
  readonly items?: readonly (ReadItem | undefined)[];
  /** On the last page, which may be empty: whether the connector said that nothing is missing but the gaps. */
  readonly complete?: boolean;
  /** On the last page: what a complete read does not show and does not take for gone. */
  readonly keeps?: Keeps;
}

export interface ReadSummary {
  /** The connector said that nothing is missing but the gaps. A read that is not complete may close nothing. */
  readonly complete: boolean;
  /** Given, and of items that were skipped since the last complete read had them. */
  readonly observations: number;
  readonly skipped: number;
  /** Of those given. */
  readonly counts: Readonly<Record<ObservationType, number>>;
  readonly gaps: readonly GapObserved[];
  /** Identical records given more than once and handed on once. */
  readonly duplicatesIgnored: number;
  /** Texts in which NUL or a lone surrogate was replaced visibly, and the keys of the first ten records concerned. */
  readonly textsReplaced: number;
  readonly replacedIn: readonly string[];
  /**
   * Stands for the whole read, in its order: for the bytes of all items, skipped or not (keyed, since bytes can hold
   * secrets), and for the content of every record given without one, repeated ones included.
   */
  readonly contentDigest: Digest;
}

export interface SourceRead {
  /** Once only, to the end; each is checked, the last has `complete`. Pages handed on before a Fault are no evidence: use them only when all came. */
  readonly pages: AsyncIterable<CheckedPage>;
  /** What the read was, once the last of `pages` was given; TypeError before. */
  summary(): ReadSummary;
}

export interface ReadOptions {
  readonly limits?: Partial<ReadLimits>;
  /** Lets the connector skip items that did not change; without it every item is read. */
  readonly items?: ItemHost;
  /** Called now and then, with the number of observations so far, skipped ones included. */
  readonly onProgress?: (observations: number) => void;
}

/**
 * Runs a connector's read as something that cannot be trusted: every record checked and bounded, types as declared,
 * one content per key, no page token twice, an end to records and time, and an answer to `signal` at any moment.
 *
 * Throws Fault `source_untrusted` (a record is not what it should be), `input_too_large` (more than the bound),
 * `timed_out`, `interrupted`, and whatever the connector itself throws.
 */
export function readSource<Config>(
  connector: Connector<Config>,
  context: CallerContext<Config>,
  options: ReadOptions = {},
): SourceRead {
  const limits = { ...usual, ...options.limits };
  const tally = new Tally(connector.capabilities.reads, limits.observations);
  const desk = new ItemDesk(options.items ?? noMemory, connector.id, (records) => tally.skip(records));
  const given: ReadContext<Config> = {
    ...context,
    items: (about) => desk.items(about),
    saw: (bytes) => desk.saw(bytes),
  };
  let digest: Digest | undefined;
  async function* pages(): AsyncIterable<CheckedPage> {
    let ready: Observation[] = [];
    let items: (ReadItem | undefined)[] = [];
    let characters = 0;
    let told = 0;
    let keeps: Keeps | undefined;
    const handOn = (): CheckedPage => {
      const page = { observations: ready, ...(desk.used ? { items } : {}) };
      ready = [];
      items = [];
      characters = 0;
      return page;
    };
    const tell = (): void => {
      told = tally.observations;
      options.onProgress?.(told);
    };
    for await (const page of bounded(connector, given, limits.seconds)) {
      tally.open(page);
      keeps = page.keeps;
      for (const [at, observation] of page.observations.entries()) {
        const checked = checkObservation(observation);
        const item = page.items?.[at];
        if (!tally.admit(checked, item)) continue;
        ready.push(checked.observation);
        items.push(item);
        characters += checked.content.length;
        if (ready.length < limits.pageSize && characters < limits.pageCharacters) continue;
        yield handOn();
        tell();
      }
      if (tally.observations - told >= limits.pageSize) tell();
    }
    digest = tally.digest(desk);
    yield { ...handOn(), complete: tally.complete, ...(keeps === undefined ? {} : { keeps }) };
    tell();
  }
  return {
    pages: pages(),
    summary: () => {
      if (digest === undefined) throw new TypeError('the read has not ended: its summary is not known yet');
      return tally.summary(digest);
    },
  };
}

const noMemory: ItemHost = { key: new Uint8Array(32), program: '', memory: { meet: () => undefined } };

/** The connector's pages under one clock and one signal; whatever it does, this ends when either says so. */
async function* bounded<Config>(
  connector: Connector<Config>,
  context: ReadContext<Config>,
  seconds: number,
): AsyncIterable<ReadPage> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), seconds * 1000);
  const signal = AbortSignal.any([context.signal, deadline.signal]);
  const stopped = (): Fault =>
    context.signal.aborted
      ? new Fault(
          'interrupted',
          `Reading ${connector.title} was interrupted; nothing of this read is used.`,
          {
            next: 'Read the source again when it suits.',
          },
        )
      : new Fault('timed_out', `Reading ${connector.title} took longer than ${seconds} seconds.`, {
          next: 'Check that the source answers, or allow a longer read.',
        });
  const iterator = connector.read({ ...context, signal })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextUnless(iterator, signal, stopped);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    deadline.abort();
    iterator.return?.().catch(() => undefined);
  }
}

/** What has been seen so far, and what that forbids. */
class Tally {
  observations = 0;
  private readonly declared: ReadonlySet<ObservationType>;
  private readonly most: number;
  private readonly seen = new SeenRecords();
  private readonly tokens = new Set<string>();
  private readonly counts: Record<ObservationType, number> = {
    person: 0,
    account: 0,
    group: 0,
    membership: 0,
    credential: 0,
    resource: 0,
    entitlement: 0,
    grant: 0,
    ownership: 0,
    exposure: 0,
    policy: 0,
    gap: 0,
  };
  private readonly gaps: GapObserved[] = [];
  private readonly replacedIn: string[] = [];
  complete = false;
  private duplicates = 0;
  private replaced = 0;
  private skipped = 0;
  private readonly contents = createHash('sha256');
  private unhashed = '';

  constructor(declared: readonly ObservationType[], most: number) {
    this.declared = new Set([...declared, 'gap']);
    this.most = most;
  }

  /** A page arrives: it must not follow the last one, nor carry a token that was there before. */
  open(page: ReadPage): void {
    if (this.complete) throw untrusted('The source went on after it had said that it was complete.');
    this.complete = page.complete === true;
    if (page.token === undefined) return;
    if (this.tokens.has(page.token))
      throw untrusted(
        `The source gave the page \`${page.token.slice(0, 200)}\` a second time, so it would never end.`,
      );
    if (this.tokens.size >= 1_000_000) throw untrusted('The source gave more than a million pages.');
    this.tokens.add(page.token);
  }

  /** Records of an item that did not change count as given. */
  skip(records: number): void {
    this.skipped += records;
    this.count(records);
  }

  /**
   * True: new, hand it on. False: known already, and the same. An item with a record of which something has to be said
   * (given twice, a text replaced, a gap) is read each time.
   */
  admit({ observation, content, replaced }: Checked, item: ReadItem | undefined): boolean {
    const { type, key } = observation;
    if (!this.declared.has(type))
      throw untrusted(
        `The connector gave a ${type} (\`${key.slice(0, 200)}\`) and does not declare that it reads them.`,
      );
    const before = this.seen.add(`${type} ${key}`, content);
    if (before === 'differs')
      throw untrusted(`The source gave the ${type} \`${key.slice(0, 200)}\` twice with different content.`);
    if (item === undefined) this.write(`${content}\n`);
    else if (before === 'same' || replaced > 0 || type === 'gap') item.skippable = false;
    if (before === 'same') {
      this.duplicates++;
      return false;
    }
    this.count(1);
    this.counts[type]++;
    if (observation.type === 'gap') this.gaps.push(observation);
    if (replaced > 0 && this.replacedIn.length < 10) this.replacedIn.push(key);
    this.replaced += replaced;
    return true;
  }

  private count(records: number): void {
    this.observations += records;
    if (this.observations > this.most)
      throw new Fault(
        'input_too_large',
        `The source gave more than ${this.most} records and had not ended.`,
        {
          next: 'Read a narrower part of it, or raise the bound if it really is that large.',
        },
      );
  }

  /** A few hundred lines at a time, since each call costs as much as the hash. */
  private write(line: string): void {
    this.unhashed += line;
    if (this.unhashed.length < 1 << 16) return;
    this.contents.update(this.unhashed);
    this.unhashed = '';
  }

  digest(desk: ItemDesk): Digest {
    this.contents.update(this.unhashed);
    return digestOf(`countersign/read/v2\n${this.contents.digest('hex')}\n${desk.digest()}`);
  }

  summary(digest: Digest): ReadSummary {
    return {
      complete: this.complete,
      observations: this.observations,
      skipped: this.skipped,
      counts: { ...this.counts },
      gaps: this.gaps,
      duplicatesIgnored: this.duplicates,
      textsReplaced: this.replaced,
      replacedIn: this.replacedIn,
      contentDigest: digest,
    };
  }
}

const untrusted = (message: string): Fault =>
  new Fault('source_untrusted', `${message} Nothing of this read is used.`, {
    next: 'Correct it at the source, or read again if the source changed meanwhile.',
  });
