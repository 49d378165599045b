import { z } from 'zod';
import { identityKinds, severities } from '../../model/index.ts';
import { inert } from '../text.ts';
import { instantSchema } from './proposal.ts';

/**
 * What a saved view asks of a list, by the members that stand in the list's address in the console. It is a question, never
 * an answer: whoever opens it is shown what they may see, as of then.
 */
const few = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(50).exactOptional();
const words = z.string().min(1).max(200).exactOptional();
const part = z.string().min(1).max(2000).exactOptional();
const source = z.string().min(1).max(40);
const yesNo = ['yes', 'no'] as const;

/** The members of each list that can be kept, by the list's name. */
export const savedSearches = {
  identities: z.strictObject({
    lane: z.literal('workloads').exactOptional().meta({ description: 'Absent: people.' }),
    q: words,
    sort: z.enum(['name', 'last_used']).exactOptional().meta({ description: 'Absent: by risk.' }),
    kind: few(z.enum([...identityKinds, 'unknown'])),
    source: few(source),
    state: few(z.string().min(1).max(40)),
    severity: few(z.enum([...severities, 'none'])),
    owned: few(z.enum([...yesNo, 'person'])),
    privileged: few(z.enum(yesNo)),
  }),
  findings: z.strictObject({
    q: words,
    state: z.enum(['accepted', 'closed']).exactOptional().meta({ description: 'Absent: open ones.' }),
    severity: few(z.enum(severities)),
    rule: few(z.string().min(1).max(100)),
    source: few(source),
    account: part.meta({ description: 'The key of one account; `source` says of which source.' }),
    cause: part.meta({ description: 'What one change would close, by its key.' }),
    by: z
      .enum(['cause', 'rule', 'identity', 'source'])
      .exactOptional()
      .meta({ description: 'How it is grouped.' }),
  }),
  access: z.strictObject({
    ask: z.enum(['what', 'can']).exactOptional().meta({
      description: '`what` one identity can do, or whether it `can` do one thing; absent: who can.',
    }),
    action: part,
    resource: part,
    identity: part,
    does: part.meta({ description: 'What the identity is asked to do: then on which resources it can.' }),
    at: instantSchema.exactOptional(),
    view: z.literal('paths').exactOptional(),
  }),
};

export const savedLists = ['identities', 'findings', 'access'] as const;
export type SavedList = (typeof savedLists)[number];

const mostBytes = 2048;
const fits = ({ search }: { readonly search: object }): boolean =>
  Buffer.byteLength(JSON.stringify(search)) <= mostBytes;

const kept = z.discriminatedUnion('list', [
  z.strictObject({ list: z.literal('identities'), search: savedSearches.identities }),
  z.strictObject({ list: z.literal('findings'), search: savedSearches.findings }),
  z.strictObject({ list: z.literal('access'), search: savedSearches.access }),
]);

/** Which list, and what is asked of it: at most 2 kB as JSON. */
export const savedAsksSchema = kept
  .refine(fits, `expected a search of at most ${mostBytes} bytes as JSON`)
  .meta({ id: 'SavedAsks', description: 'Which list, and what is asked of it: at most 2 kB as JSON.' });
export type SavedAsks = z.output<typeof savedAsksSchema>;

/** As it is told: what was kept by an earlier version may miss what this one no longer knows. */
export const toldAsksSchema = kept.meta({ id: 'ToldAsks' });

export const savedViewIdSchema = z
  .string()
  .regex(/^viw_[0-9a-z]{26}$/, 'expected the id of a saved view, viw_…')
  .meta({ id: 'SavedViewId' });

const mostCharacters = 80;

/** What a view may be called: what others read in their console cannot be invisible, endless, or turn the line round. */
export const savedNameSchema = z
  .string()
  .min(1)
  .max(2 * mostCharacters)
  .refine(
    (name) =>
      Array.from(nameOf(name)).length <= mostCharacters &&
      /[\p{L}\p{N}]/u.test(name) &&
      !/\p{M}{5}/u.test(name.normalize('NFC')) &&
      inert(name) === name,
    `expected at most ${mostCharacters} visible characters with a letter or digit among them, and none that is invisible or turns the line round`,
  );

/** A name as it is kept, so that two that look alike are one: composed, and with single spaces. */
export const nameOf = (name: string): string =>
  name
    .normalize('NFC')
    .trim()
    .replaceAll(/\p{Zs}+/gu, ' ');
