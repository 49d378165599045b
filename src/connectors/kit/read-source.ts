import {
  Fault,
  type Digest,
  type GapObserved,
  type Observation,
  type ObservationType,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { checkObservation } from './check-observation.ts';
import type { Connector, ReadContext, ReadPage } from './connector.ts';
import { nextUnless } from './interruptible.ts';
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
  /** SHA-256 over the page before's digest and this page's content: the last one stands for the whole read, in its order. */
  readonly digest: Digest;
  /** On the last page, which may be empty: whether the connector said that nothing is missing but the gaps. */
  readonly complete?: boolean;
}

export interface ReadSummary {
  /** The connector said that nothing is missing but the gaps. A read that is not complete may close nothing. */
  readonly complete: boolean;
  readonly observations: number;
  readonly counts: Readonly<Record<ObservationType, number>>;
  readonly gaps: readonly GapObserved[];
  /** Identical records given more than once and handed on once. */
  readonly duplicatesIgnored: number;
  /** Texts in which NUL or a lone surrogate was replaced visibly, and the keys of the first ten records concerned. */
  readonly textsReplaced: number;
  readonly replacedIn: readonly string[];
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
  /** Called after each page handed on, with the number of observations so far. */
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
  context: ReadContext<Config>,
  options: ReadOptions = {},
): SourceRead {
  const limits = { ...usual, ...options.limits };
  const tally = new Tally(connector.capabilities.reads, limits.observations);
  let ended = false;
  async function* pages(): AsyncIterable<CheckedPage> {
    let held: string[] = [];
    let ready: Observation[] = [];
    let characters = 0;
    const handOn = (): CheckedPage => {
      const page = { observations: ready, digest: tally.seal(held) };
      held = [];
      ready = [];
      characters = 0;
      return page;
    };
    for await (const page of bounded(connector, context, limits.seconds)) {
      tally.open(page);
      for (const given of page.observations) {
        const checked = checkObservation(given);
        if (!tally.admit(checked.observation, checked.content, checked.replaced)) continue;
        ready.push(checked.observation);
        held.push(checked.content);
        characters += checked.content.length;
        if (ready.length < limits.pageSize && characters < limits.pageCharacters) continue;
        yield handOn();
        options.onProgress?.(tally.observations);
      }
    }
    ended = true;
    yield { ...handOn(), complete: tally.complete };
    options.onProgress?.(tally.observations);
  }
  return {
    pages: pages(),
    summary: () => {
      if (!ended) throw new TypeError('the read has not ended: its summary is not known yet');
      return tally.summary();
    },
  };
}

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
    gap: 0,
  };
  private readonly gaps: GapObserved[] = [];
  private readonly replacedIn: string[] = [];
  complete = false;
  private duplicates = 0;
  private replaced = 0;
  private digest = digestOf('countersign/read/v1');

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

  /** True: new, hand it on. False: known already, and the same. */
  admit(observation: Observation, content: string, replaced: number): boolean {
    const { type, key } = observation;
    if (!this.declared.has(type))
      throw untrusted(
        `The connector gave a ${type} (\`${key.slice(0, 200)}\`) and does not declare that it reads them.`,
      );
    const before = this.seen.add(`${type} ${key}`, content);
    if (before === 'differs')
      throw untrusted(`The source gave the ${type} \`${key.slice(0, 200)}\` twice with different content.`);
    if (before === 'same') {
      this.duplicates++;
      return false;
    }
    if (++this.observations > this.most)
      throw new Fault(
        'input_too_large',
        `The source gave more than ${this.most} records and had not ended.`,
        {
          next: 'Read a narrower part of it, or raise the bound if it really is that large.',
        },
      );
    this.counts[type]++;
    if (observation.type === 'gap') this.gaps.push(observation);
    if (replaced > 0 && this.replacedIn.length < 10) this.replacedIn.push(key);
    this.replaced += replaced;
    return true;
  }

  seal(contents: readonly string[]): Digest {
    this.digest = digestOf(`${this.digest}\n${contents.join('\n')}`);
    return this.digest;
  }

  summary(): ReadSummary {
    return {
      complete: this.complete,
      observations: this.observations,
      counts: { ...this.counts },
      gaps: this.gaps,
      duplicatesIgnored: this.duplicates,
      textsReplaced: this.replaced,
      replacedIn: this.replacedIn,
      contentDigest: this.digest,
    };
  }
}

const untrusted = (message: string): Fault =>
  new Fault('source_untrusted', `${message} Nothing of this read is used.`, {
    next: 'Correct it at the source, or read again if the source changed meanwhile.',
  });
