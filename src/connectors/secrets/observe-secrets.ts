import { createHash } from 'node:crypto';
import { Fault, type CredentialObserved, type Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import type { Container, FoundSecret } from './found-secret.ts';

/** More results than this are no findings but noise; bounds the memory in which copies of one secret are joined. */
export const mostResults = 500_000;

/** What was left out or could not be joined, for the gaps. */
export interface Tally {
  results: number;
  repeated: number;
  redacted: number;
  suppressed: number;
  readonly guessed: Set<string>;
  readonly other: Map<string, number>;
}

/**
 * Turns results into observations: what holds the places once, each place as it comes, and at the end one credential for
 * each secret that a container holds, however many rules and scanners met it. Nothing of a secret leaves but its fingerprint.
 */
export class SecretObserver {
  readonly #fingerprint: (secret: string) => string;
  readonly #containers = new Set<string>();
  readonly #places = new Set<string>();
  readonly #credentials = new Map<string, CredentialObserved>();
  readonly tally: Tally = {
    results: 0,
    repeated: 0,
    redacted: 0,
    suppressed: 0,
    guessed: new Set(),
    other: new Map(),
  };

  constructor(fingerprint: (secret: string) => string) {
    this.#fingerprint = fingerprint;
  }

  take(found: FoundSecret): readonly Observation[] {
    if (++this.tally.results > mostResults) throw tooMany();
    const clean = (text: string): string => withoutSecret(text, found.secret);
    const container = { ...found.container, name: clean(found.container.name).slice(0, 1000) };
    const fingerprint = found.secret === undefined ? undefined : this.#fingerprint(found.secret);
    const place = clean(found.line === undefined ? found.file : `${found.file}:${found.line}`);
    const rule = clean(`${found.tool}: ${found.rule}`);
    const joined = fingerprint?.slice(0, 32) ?? found.publicId;
    const at = [rule, found.commit ?? '', place, String(found.column ?? '')];
    const holder = holderKey(container);
    const credentialKey = joined === undefined ? joinKeys(holder, ...at) : joinKeys(holder, joined);
    const key = joinKeys(holder, ...at, joined ?? '');
    if (this.#places.has(key)) {
      this.tally.repeated++;
      return [];
    }
    this.#places.add(key);
    if (joined === undefined) this.tally.redacted++;
    this.#join(found, { key: credentialKey, holder, fingerprint });
    return [
      ...this.#holder(container, holder),
      {
        type: 'exposure',
        key: bounded(key),
        credentialKey: bounded(credentialKey),
        resourceKey: holder,
        place: place === '' ? 'a place that the report does not name' : place.slice(0, 4000),
        foundBy: rule.slice(0, 1000),
        ...(found.commit === undefined ? {} : { commit: clean(found.commit).slice(0, 200) }),
        ...(found.author === undefined ? {} : { author: clean(found.author).slice(0, 500) }),
        ...(found.since === undefined ? {} : { since: found.since }),
      },
    ];
  }

  /** The credentials, once everything was taken. */
  *credentials(): Iterable<Observation> {
    yield* this.#credentials.values();
  }

  #join(
    found: FoundSecret,
    as: { readonly key: string; readonly holder: string; readonly fingerprint: string | undefined },
  ): void {
    const key = bounded(as.key);
    const before = this.#credentials.get(key);
    const publicId = found.publicId ?? before?.publicId;
    const worked = found.verified === true || before?.state === 'active';
    // whichever comes first: the same report gives the same in any order
    const kinds = [found.credential, ...(before === undefined ? [] : [before.credential])].toSorted();
    this.#credentials.set(key, {
      type: 'credential',
      key,
      accountKey: as.holder,
      credential: kinds[0] ?? found.credential,
      state: worked ? 'active' : 'unknown',
      ...(as.fingerprint === undefined ? {} : { fingerprint: as.fingerprint }),
      ...(publicId === undefined ? {} : { publicId }),
    });
  }

  #holder(container: Container, key: string): readonly Observation[] {
    if (container.isGuessed) this.tally.guessed.add(container.name);
    if (this.#containers.has(key)) return [];
    this.#containers.add(key);
    const { name, kind } = container;
    return [
      { type: 'resource', key, name, kind },
      {
        type: 'account',
        key,
        name,
        kind: 'unknown',
        state: 'unknown',
        attributes: { what: `whoever or whatever uses the secrets that lie in this ${kind}` },
      },
    ];
  }
}

const holderKey = ({ kind, name }: Container): string => `${kind}/${name}`;

/** Keys are bounded; one with a path of thousands of characters keeps its beginning, and a digest that tells it from others. */
const bounded = (key: string): string =>
  key.length <= 4000 ? key : `${key.slice(0, 3000)}…${createHash('sha256').update(key).digest('hex')}`;

/** Names can hold what was found in them: a file called after its token, a repository address with a password. */
function withoutSecret(text: string, secret: string | undefined): string {
  if (secret === undefined || secret.length < 4) return text;
  return text.includes(secret) ? text.replaceAll(secret, '[hidden]') : text;
}

const tooMany = (): Fault =>
  new Fault('input_too_large', `The reports hold more than ${mostResults} results.`, {
    next: 'Give each repository’s reports as a source of its own, or leave out rules that only make noise.',
  });
