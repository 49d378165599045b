import type { AccountView, BehaviourSeen, EstateRef, Instant } from '../../model/index.ts';

/** How it is known: `seen` in a log at work; `holds` the same secret; `lies` where it runs; `may` become it. */
export type ConsumerBy = 'seen' | 'holds' | 'lies' | 'may';

/** Somebody or something that uses an account, or could, and by what that is known. */
export interface Consumer {
  readonly by: ConsumerBy;
  /** What it is: a program, a network, a repository, an account of a source. */
  readonly what: 'client' | 'network' | 'workload' | 'identity' | 'account' | 'agent' | 'place';
  readonly name: string;
  readonly ref?: EstateRef;
  /** Which credential it uses, where that is told. */
  readonly credential?: string;
  readonly evidence: string;
  readonly last: Instant | null;
}

export interface ConsumerMap {
  readonly consumers: readonly Consumer[];
  /** What could name others and was not looked at, or does not tell; each in a sentence. Never empty of meaning: no map is whole. */
  readonly unknown: readonly string[];
}

/** Who may become an account, as the estate has it. */
export interface MayBecome {
  readonly ref: EstateRef;
  readonly via: string;
}

export interface KnownOf {
  readonly account: AccountView;
  /** Null: no log that would show it was read. */
  readonly seen: BehaviourSeen | null;
  readonly mayBecome: readonly MayBecome[];
  /** More than are listed may become it. */
  readonly isMore: boolean;
  readonly sources: readonly { readonly id: string; readonly connector: string }[];
}

/** Every consumer that anything tells of, those seen at work first; pure. */
export function consumersOf(known: KnownOf): ConsumerMap {
  return {
    consumers: [
      ...seenAtWork(known.seen),
      ...holding(known.account),
      ...lying(known.account),
      ...able(known),
    ],
    unknown: notKnown(known),
  };
}

function seenAtWork(seen: BehaviourSeen | null): readonly Consumer[] {
  if (seen === null) return [];
  const { aspects } = seen.whole;
  const logs = seen.logs.map(({ name }) => name).join(', ');
  const told = (
    names: (typeof aspects)['clients']['names'],
    what: Consumer['what'],
    paired: boolean,
  ): readonly Consumer[] =>
    names.map(({ name, count, last }) => {
      const tab = paired ? name.indexOf('\t') : -1;
      return {
        by: 'seen',
        what,
        name: name.slice(tab + 1),
        ...(tab < 1 ? {} : { credential: name.slice(0, tab) }),
        evidence: `${count} ${count === 1 ? 'event' : 'events'} in ${logs}`,
        last,
      };
    });
  /** By which credential, where the log tells that; else without. */
  const either = (
    paired: 'credentialClients' | 'credentialNetworks' | 'credentialProvenances',
    plain: 'clients' | 'networks' | 'provenances',
    what: Consumer['what'],
  ): readonly Consumer[] => {
    const pairs = told(aspects[paired].names, what, true);
    const named = new Set(pairs.map(({ name }) => name));
    return [...pairs, ...told(aspects[plain].names, what, false).filter(({ name }) => !named.has(name))];
  };
  return [
    ...either('credentialProvenances', 'provenances', 'workload'),
    ...either('credentialClients', 'clients', 'client'),
    ...either('credentialNetworks', 'networks', 'network'),
    ...told(aspects.onBehalfOf.names, 'identity', false),
  ];
}

const holding = ({ credentials }: AccountView): readonly Consumer[] =>
  credentials.flatMap(({ ref, sameAs }) =>
    sameAs.map((same) => ({
      by: 'holds' as const,
      what: same.kind === 'agent' ? ('agent' as const) : ('account' as const),
      name: same.account.name,
      ref: same.account,
      credential: ref.key,
      evidence:
        same.by === 'secret'
          ? `its credential \`${same.ref.key}\` is the same secret`
          : `its credential \`${same.ref.key}\` has the same public id`,
      last: null,
    })),
  );

const lying = ({ credentials }: AccountView): readonly Consumer[] =>
  credentials.flatMap(({ ref, exposures }) =>
    exposures.map((exposure) => ({
      by: 'lies' as const,
      what: 'place' as const,
      name: exposure.where,
      ref: exposure.ref,
      credential: ref.key,
      evidence: `found there by ${exposure.foundBy}${exposure.commit === undefined ? '' : `, commit ${exposure.commit}`}`,
      last: null,
    })),
  );

const able = ({ mayBecome }: KnownOf): readonly Consumer[] =>
  mayBecome.map(({ ref, via }) => ({
    by: 'may' as const,
    what: 'account' as const,
    name: ref.name,
    ref,
    evidence: via === 'assume' ? 'it may assume it' : 'it may become it',
    last: null,
  }));

function notKnown({ account, seen, sources, isMore }: KnownOf): readonly string[] {
  const has = (connector: string): boolean => sources.some((source) => source.connector === connector);
  const unread = account.credentials.filter(
    ({ fingerprint, publicId }) => fingerprint === undefined && publicId === undefined,
  );
  const untold = seen?.whole.untold;
  return [
    ...(seen === null
      ? [`No log that would show who uses it is read for \`${account.ref.source}\`.`]
      : [
          `Logs tell of it from ${seen.from} to ${seen.until}; who used it only before or after is not known.`,
          ...(untold !== undefined && untold.clients > 0 ? [`${untold.clients} events name no client.`] : []),
          ...(untold !== undefined && untold.networks > 0
            ? [`${untold.networks} events name no network.`]
            : []),
        ]),
    ...(unread.length === 0
      ? []
      : [
          `${account.ref.source} does not show ${unread.length === 1 ? 'the secret' : `${unread.length} secrets`} of it, so copies that others hold cannot be told.`,
        ]),
    ...(has('secrets')
      ? []
      : ['No scanner’s findings are read: where copies lie in code and images is not known.']),
    ...(has('mcp') ? [] : ['No MCP configurations are read: which agents hold it is not known.']),
    ...(has('github')
      ? [
          'GitHub names the secrets of workflows and does not show them: which workflow holds it is not known.',
        ]
      : ['No workflows are read: which pipelines use it is not known.']),
    ...(has('vault')
      ? ['Vault does not tell which secrets lie at its paths: who reads it there is not known.']
      : ['No secret store is read: who gets it there is not known.']),
    ...(isMore ? ['More accounts may become it than are listed.'] : []),
  ];
}
