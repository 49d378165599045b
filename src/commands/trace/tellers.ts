import type { TracedEntry } from '../../ledger/index.ts';
import type { FactValue } from '../../model/index.ts';
import { readProposal } from '../../platform/wire/proposal.ts';
import { says } from '../../review/index.ts';

/** One thing that the record says happened, in words, with where it stands. */
export interface TraceStep {
  readonly seq: number;
  readonly entry: string;
  /** When it got its number. */
  readonly at: string;
  readonly is:
    | 'asked'
    | 'policy'
    | 'said'
    | 'signed'
    | 'plan'
    | 'refused'
    | 'began'
    | 'before'
    | 're-read'
    | 'ended'
    | 'other';
  readonly says: readonly string[];
  /** Under the root of the newest checkpoint. */
  readonly included: boolean;
}
/** An entry of a story in words: who, what, why, with which key; what it committed to, where that is there to read. */
export function stepOf(traced: TracedEntry): TraceStep {
  const { leaf, isIncluded } = traced;
  const teller = tellers[leaf.entry.type] ?? other;
  return {
    seq: leaf.seq,
    entry: leaf.entry.id,
    at: leaf.sequencedAt,
    ...teller(traced),
    included: isIncluded,
  };
}

type Teller = (traced: TracedEntry) => Pick<TraceStep, 'is' | 'says'>;

/** A member of a body as text; empty where it is not there. */
const text = (of: Readonly<Record<string, unknown>>, name: string): string => {
  const value = of[name];
  return value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
};

/** Who signed what, by which key, whose it was then, and for whom they stood in. */
function signed({ signature }: TracedEntry): readonly string[] {
  if (signature === undefined) return ['nobody’s signature is with it'];
  const { signer, keyFingerprint, key, madeAt, item } = signature;
  const whose =
    key === undefined
      ? 'which is nobody’s in this ledger'
      : `${key.person === signer ? 'theirs' : `that of ${key.person}`} by entry ${key.seq} (${key.kind.replaceAll('_', ' ')}, enrolled as ${key.roles.join(', ')})`;
  const role = text(item, 'role');
  const standsFor = item['standsFor'];
  return [
    `by ${signer}${role === '' ? '' : ` as ${role.replaceAll('_', ' ')}`}, at ${madeAt}`,
    `with key ${keyFingerprint}, ${whose}`,
    ...(typeof standsFor === 'object' && standsFor !== null
      ? [
          `standing in for ${String(Reflect.get(standsFor, 'person'))} under ${String(Reflect.get(standsFor, 'delegation'))}`,
        ]
      : []),
  ];
}

/** What an export holds may be anything, and is told as such. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const mostFacts = 60;

const told = (value: FactValue | undefined): string =>
  value === undefined
    ? 'unknown'
    : value !== null && typeof value === 'object'
      ? value.join(', ')
      : String(value);

/** The content of the case: the changes, why, and what those who signed were shown. */
function caseSays(traced: TracedEntry): readonly string[] {
  const content = traced.contents.get('proposal');
  if (content === undefined) return ['its content is not in the export'];
  if ('erasedBy' in content) return [`its content was erased by entry ${content.erasedBy}`];
  const proposal = readable(() => readProposal(content.content));
  if (proposal === undefined) return ['its content is no case that this version can read'];
  const { facts, material } = proposal.evidence;
  return [
    ...proposal.changes.map(({ change }) => `change: ${says(change)}`),
    `because: ${proposal.reason}`,
    ...facts
      .slice(0, mostFacts)
      .map(
        ({ id, subject, predicate, value }) =>
          `${material.includes(id) ? 'rests on' : 'shown'}: ${subject}, ${predicate}: ${told(value)}`,
      ),
    ...(facts.length > mostFacts ? [`and ${facts.length - mostFacts} facts more`] : []),
  ];
}

const other: Teller = (traced) => {
  const { type, body } = traced.leaf.entry;
  const names = ['kind', 'mandate', 'campaign', 'source', 'what', 'found', 'ref', 'how', 'answer'];
  const said = names.flatMap((name) => (text(body, name) === '' ? [] : [`${name}: ${text(body, name)}`]));
  return {
    is: 'other',
    says: [type, ...said, ...(traced.signature === undefined ? [] : signed(traced))],
  };
};

const withSignature =
  (is: TraceStep['is'], line: (traced: TracedEntry) => readonly string[]): Teller =>
  (traced) => ({ is, says: [...line(traced), ...signed(traced)] });

const answered = ({ signature }: TracedEntry): readonly string[] => {
  const item = signature?.item ?? {};
  const [end, reason] = [text(item, 'endsAt'), text(item, 'reason')];
  return [
    text(item, 'answer') || 'a decision',
    ...(end === '' ? [] : [`what it gives is taken back at ${end}`]),
    ...(reason === '' ? [] : [`because: ${reason}`]),
  ];
};

const planKinds: Readonly<Record<string, string>> = {
  decision: 'to carry out what was decided',
  glass: 'to carry out what was taken in an emergency',
  mandate: 'to carry out what a mandate says',
  expiry: 'to take back what was given until now',
  restore: 'to put back what was before',
  return: 'to put back what was before, because of a note',
};

const tellers: Readonly<Partial<Record<string, Teller>>> = {
  'proposal.filed': (traced) => {
    const { body } = traced.leaf.entry;
    const by = text(body, 'requester') || text(body, 'filer');
    return {
      is: 'asked',
      says: [
        by === '' ? `drafted by ${text(body, 'draftedBy')}` : `asked for by ${by}`,
        ...(text(body, 'mandate') === '' ? [] : [`under mandate ${text(body, 'mandate')}`]),
        ...(text(body, 'narrows') === '' ? [] : [`less than ${text(body, 'narrows')} asked for`]),
        ...(traced.signature === undefined ? [] : signed(traced)),
        ...caseSays(traced),
      ],
    };
  },
  'proposal.noted': (traced) => ({
    is: 'said',
    says: [
      text(traced.leaf.entry.body, 'kind'),
      ...(traced.signature === undefined ? [] : signed(traced)),
    ].filter((each) => each !== ''),
  }),
  'proposal.withdrawn': (traced) => ({
    is: 'said',
    says: ['withdrawn', ...(traced.signature === undefined ? [] : signed(traced))],
  }),
  'verdict.given': ({ leaf }) => {
    const { body, policy } = leaf.entry;
    const [missing, deciding] = [body['missing'], body['deciding']];
    return {
      is: 'policy',
      says: [
        text(body, 'outcome'),
        ...(Array.isArray(missing) && missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
        ...(Array.isArray(deciding) ? [`by ${deciding.join(', ')}`] : []),
        `of the set ${policy ?? 'none'}`,
      ],
    };
  },
  'decision.signed': withSignature('signed', answered),
  'glass.broken': withSignature('signed', (traced) => [
    'an emergency, by one signature',
    ...answered(traced),
  ]),
  'glass.reviewed': withSignature('signed', ({ leaf }) => [
    `looked at after: ${text(leaf.entry.body, 'found').replaceAll('_', ' ')}`,
  ]),
  'restore.signed': withSignature('signed', ({ signature }) => [
    'to be put back',
    ...(text(signature?.item ?? {}, 'reason') === ''
      ? []
      : [`because: ${text(signature?.item ?? {}, 'reason')}`]),
  ]),
  'mandate.signed': withSignature('signed', ({ signature }) => {
    const terms = signature?.item['terms'];
    return [
      `mandate ${text(signature?.item ?? {}, 'mandate')}`,
      ...(typeof terms === 'object' && terms !== null ? [String(Reflect.get(terms, 'title'))] : []),
    ];
  }),
  'delegation.signed': withSignature('signed', ({ signature }) => [
    `lends their authority to ${text(signature?.item ?? {}, 'to')} from ${text(signature?.item ?? {}, 'start')} until ${text(signature?.item ?? {}, 'end')}`,
  ]),
  'campaign.launched': withSignature('signed', ({ leaf }) => [
    `launched over ${text(leaf.entry.body, 'items')} items`,
  ]),
  'campaign.closed': withSignature('signed', ({ signature }) => [
    `closed: ${text(signature?.item ?? {}, 'kept')} kept, ${text(signature?.item ?? {}, 'taken')} taken, ${text(signature?.item ?? {}, 'open')} open`,
  ]),
  'campaign.submitted': withSignature('signed', answersOf),
  'plan.created': ({ leaf }) => {
    const { body } = leaf.entry;
    const trigger = body['trigger'];
    const kind = text(body, 'kind');
    return {
      is: 'plan',
      says: [
        planKinds[kind] ?? kind,
        ...(typeof trigger === 'object' && trigger !== null
          ? [
              `set off by ${String(Reflect.get(trigger, 'kind'))}, entry ${String(Reflect.get(trigger, 'entry'))}`,
            ]
          : []),
        ...(text(body, 'endsAt') === '' ? [] : [`what it gives is taken back at ${text(body, 'endsAt')}`]),
      ],
    };
  },
  'plan.voided': () => ({ is: 'plan', says: ['voided: it is not carried out'] }),
  'execution.refused': ({ leaf }) => ({
    is: 'refused',
    says: [`the enforcer did not do it: ${text(leaf.entry.body, 'code')}`],
  }),
  'execution.started': ({ leaf }) => ({
    is: 'began',
    says: [`the enforcer began, answered for by ${leaf.entry.actor.via.join(', ') || 'nobody'}`],
  }),
  'execution.step.intended': (traced) => {
    const image = traced.contents.get('pre-image');
    const found =
      image === undefined
        ? 'not in the export'
        : 'erasedBy' in image
          ? `erased by entry ${image.erasedBy}`
          : image.content;
    return {
      is: 'before',
      says: [`change ${Number(traced.leaf.entry.body['step']) + 1}, at the target before: ${found}`],
    };
  },
  'execution.step.applied': ({ leaf }) => ({
    is: 're-read',
    says: [`change ${Number(leaf.entry.body['step']) + 1} is at the target as it was signed`],
  }),
  'execution.step.failed': ({ leaf }) => ({
    is: 're-read',
    says: [`change ${Number(leaf.entry.body['step']) + 1} was not made`],
  }),
  'execution.step.undone': ({ leaf }) => ({
    is: 're-read',
    says: [`change ${Number(leaf.entry.body['step']) + 1} was undone`],
  }),
  'execution.finished': ({ leaf }) => ({ is: 'ended', says: [text(leaf.entry.body, 'outcome')] }),
};

/** The answers of one submission, as they were signed: by number in the population, with the digest of what was shown. */
function answersOf({ contents }: TracedEntry): readonly string[] {
  const content = contents.get('answers');
  if (content === undefined) return ['its answers are not in the export'];
  if ('erasedBy' in content) return [`its answers were erased by entry ${content.erasedBy}`];
  const parsed = readable((): unknown => JSON.parse(content.content));
  const leaves: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'leaves') : undefined;
  return (Array.isArray(leaves) ? leaves : []).flatMap((leaf: unknown) => {
    if (typeof leaf !== 'object' || leaf === null) return [];
    const said = (name: string): string => {
      const value: unknown = Reflect.get(leaf, name);
      return value === null || value === undefined
        ? ''
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
    };
    if (said('v') !== 'countersign/campaign-answer/v1') return [];
    return [
      [
        `item ${said('item')} (${said('itemDigest').slice(0, 16)}…): ${said('answer')}`,
        ...(said('until') === '' ? [] : [`until ${said('until')}`]),
        ...(said('reason') === '' ? [] : [`because: ${said('reason')}`]),
        ...(said('proposal') === '' ? [] : [`by ${said('proposal')}`]),
      ].join(', '),
    ];
  });
}
