import {
  instantOf,
  type HeldCredentialRecord,
  type Instant,
  type Place,
  type ReachRecord,
} from '../../../model/index.ts';
import { digestOf } from '../../../platform/canonical.ts';
import { joinKeys } from '../keys.ts';
import type { Keeper } from './keeper.ts';
import type { CredentialDetail, FoundFile, ReadContext } from './reader.ts';
import { isPlaceholder, judgeSecret, referenceIn, type JudgedSecret } from './secret-shapes.ts';

/** What one reader gets for one file. The only path by which a value becomes a record, and it leaves the value behind. */
export function contextFor(file: FoundFile, keeper: Keeper, now: Instant): ReadContext {
  const place = (line?: number): Place => ({ path: file.shown, ...(line === undefined ? {} : { line }) });
  const key = (kind: string, ...parts: readonly string[]): string =>
    `${kind}/${joinKeys(...[file.shown, ...parts].map((part) => told(part, 300)))}`;

  const record = (
    holderKey: string,
    name: string,
    detail: CredentialDetail,
    rest: Pick<HeldCredentialRecord, 'held' | 'credential' | 'shape' | 'certainty'> & {
      readonly fingerprint?: string;
    },
  ): HeldCredentialRecord => ({
    type: 'credential',
    key: `${key('credential')}#${told(detail.id ?? joinKeys(`${name}:${detail.line ?? 0}`), 300)}`,
    holderKey,
    name: bounded(name, 200),
    ...rest,
    surface: detail.surface,
    ...(detail.lifetime === undefined ? {} : { lifetime: detail.lifetime }),
    fileChangedAt: file.changedAt,
    ...(detail.expiresAt === undefined ? {} : { expiresAt: detail.expiresAt }),
    ...(detail.encrypted === undefined ? {} : { encrypted: detail.encrypted }),
    ...(detail.hardware === undefined ? {} : { hardware: detail.hardware }),
    ...(file.readableByOthers === undefined ? {} : { readableByOthers: file.readableByOthers }),
    ...(file.trackedByGit === undefined ? {} : { trackedByGit: file.trackedByGit }),
    sample: file.sample,
    ...(detail.detail === undefined ? {} : { detail: bounded(detail.detail, 300) }),
    place: place(detail.line),
  });

  const referenced = (
    holderKey: string,
    name: string,
    to: string,
    detail: CredentialDetail,
  ): HeldCredentialRecord =>
    record(holderKey, name, detail, {
      held: { is: 'reference', to: bounded(to, 200) },
      credential: detail.credential ?? 'token',
      shape: detail.shape ?? 'named, not held here',
      certainty: 'known',
    });

  const inline = (
    holderKey: string,
    name: string,
    judged: JudgedSecret,
    detail: CredentialDetail,
  ): HeldCredentialRecord => {
    const expiresAt = detail.expiresAt ?? tokenExpiry(judged.value);
    const lifetime = detail.lifetime ?? judged.lifetime;
    return record(
      holderKey,
      name,
      {
        ...detail,
        ...(lifetime === undefined ? {} : { lifetime }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
      {
        held: detail.held ?? { is: 'inline' },
        credential: detail.credential ?? judged.credential,
        shape: detail.shape ?? judged.title,
        certainty: judged.certainty,
        fingerprint: keeper.fingerprint(judged.value),
      },
    );
  };

  const context: ReadContext = {
    file,
    now,
    place,
    key,
    holder: (title, name, kind, line) => ({
      type: 'holder',
      key: key('holder', title, name),
      name: bounded(name, 200),
      kind,
      title,
      place: place(line),
    }),
    credential(holderKey, name, value, detail) {
      const to = referenceIn(value);
      if (to !== undefined) return [referenced(holderKey, name, to, detail)];
      const text = value.trim();
      if (text.length < 4 || isPlaceholder(text)) return [];
      const judged = judgeSecret(name, text);
      const whole: JudgedSecret = {
        value: text,
        title: judged?.title ?? detail.shape ?? 'secret by its place',
        credential: judged?.credential ?? 'token',
        certainty: 'known',
      };
      keeper.hide(text);
      return [
        inline(holderKey, name, judged === undefined ? whole : { ...judged, certainty: 'known' }, detail),
      ];
    },
    judged(holderKey, name, value, detail) {
      const judged = judgeSecret(name, value);
      // In an example only a vendor's own form counts: everything else there is made up to be read.
      if (judged !== undefined && (judged.certainty === 'known' || !file.sample))
        return [inline(holderKey, name, judged, detail)];
      const to = referenceIn(value);
      return to !== undefined && /token|key|secret|pass|auth|credential/i.test(name)
        ? [referenced(holderKey, name, to, detail)]
        : [];
    },
    described: (holderKey, name, detail) =>
      record(holderKey, name, detail, {
        held: detail.held,
        credential: detail.credential ?? 'token',
        shape: detail.shape ?? 'not held here',
        certainty: 'known',
      }),
    reach: (fromKey, kind, target, line): ReachRecord => ({
      type: 'reach',
      fromKey,
      kind,
      target: bounded(target, 300),
      place: place(line),
    }),
    reachOf(fromKey, value, line, judged) {
      const url =
        /\b(?<scheme>[a-z][a-z0-9+.-]{1,20}):\/\/(?:[^\s/?#@]{0,512}@)?(?<host>[\w.-]{1,253}(?::\d{1,5})?)(?<path>\/[\w.-]{1,80})?/i.exec(
          value,
        )?.groups;
      if (url !== undefined) {
        const isDatabase =
          /^(?:postgres|mysql|mariadb|mongodb|redis|amqp|mssql|sqlserver|clickhouse|cockroach|jdbc)/i;
        const database = isDatabase.test(url['scheme'] ?? '');
        const target = database ? `${url['host'] ?? ''}${url['path'] ?? ''}` : (url['host'] ?? '');
        return [context.reach(fromKey, database ? 'database' : 'host', target, line)];
      }
      return judged?.host === undefined ? [] : [context.reach(fromKey, 'host', judged.host, line)];
    },
    gap: (what, why, line) => ({ type: 'gap', what: bounded(what, 200), why, place: place(line) }),
    hide: (secret) => keeper.hide(secret),
  };
  return context;
}

/** Bounded too, and still told from every other text with the same beginning. */
const told = (text: string, most: number): string =>
  text.length <= most ? text.toWellFormed() : `${bounded(text, most)}${digestOf(text).slice(0, 32)}`;

const bounded = (text: string, most: number): string =>
  text.length <= most ? text.toWellFormed() : `${text.slice(0, most).toWellFormed()}…`;

/** `exp` of a JSON Web Token (RFC 7519 §4.1.4), unverified: it only says when the token itself claims to end. */
function tokenExpiry(value: string): Instant | undefined {
  const body = /^eyJ[\w-]+\.(?<body>eyJ[\w-]{8,8192})\./.exec(value)?.groups?.['body'];
  if (body === undefined) return undefined;
  const seconds = /"exp"\s*:\s*(?<exp>\d{9,11})\b/.exec(Buffer.from(body, 'base64url').toString('utf8'))
    ?.groups?.['exp'];
  return seconds === undefined ? undefined : instantOf(Number(seconds) * 1000);
}
