import type { AgentRightsView, AgentRightView } from '../model/index.ts';
import { isOf, wordsOf } from './agent-words.ts';

/** What a right may let an agent do, as far as its words say. */
export type Capability =
  | 'writes'
  | 'writes identities'
  | 'reads secrets'
  | 'opens tickets'
  | 'reads what others wrote'
  | 'reads private data'
  | 'sends out';

export interface Capable {
  readonly capability: Capability;
  readonly right: AgentRightView;
}

/** A tool is known by the words of its name alone; anything else by the words of its permission. */
export const isTool = ({ server }: AgentRightView): boolean => server !== undefined;
/** Its server’s tools were not listed, so what it may call is not known. */
export const isUnlisted = (right: AgentRightView): boolean => isTool(right) && right.on === '*';
/** The client runs it without asking its person. */
export const isUnasked = ({ action }: AgentRightView): boolean => action === 'call unasked';

/**
 * What an agent’s rights together let it do. Deterministic, and inferred from words: descriptions and schemas are written by
 * whoever made the server and are not looked at, and what a server says of itself (`destructive`) may add, and never takes away.
 */
export function capabilitiesOf({ rights }: AgentRightsView): readonly Capable[] {
  return rights.flatMap((right): readonly Capable[] =>
    isUnlisted(right) ? [] : capabilitiesOfRight(right).map((capability) => ({ capability, right })),
  );
}

export const capabilitiesOfRight = (right: AgentRightView): readonly Capability[] =>
  judges.flatMap(({ capability, judge }) => (judge(wordsFor(right), right) ? [capability] : []));

/** Servers whose tools nobody listed, each once. */
export const unlistedOf = ({ rights }: AgentRightsView): readonly string[] => [
  ...new Set(rights.filter(isUnlisted).map(({ server }) => server ?? '')),
];

/** `find_customer` of `npm:@acme/mcp`; `Mail.Read`. */
export const shownRight = ({ action, on, server, as: other }: AgentRightView): string =>
  `${server === undefined ? `${action} on ${on}` : `${on} of ${server}`}${other === undefined ? '' : `, as ${other.name}`}`;

interface Words {
  readonly all: ReadonlySet<string>;
  /** Everything is allowed. */
  readonly isAny: boolean;
  readonly reads: boolean;
  readonly writes: boolean;
}

function wordsFor(right: AgentRightView): Words {
  // a permission’s words say what it does, the end of what it is on says to what
  const all = isTool(right)
    ? wordsOf(right.on)
    : new Set([...wordsOf(right.action), ...wordsOf(right.on.split('/').at(-1) ?? '')]);
  const does = isTool(right) ? all : wordsOf(right.action);
  const isAny = !isTool(right) && /^\*+$|^\*:\*$/.test(right.action);
  const says = right.kind ?? '';
  return {
    all,
    isAny,
    reads: isAny || isOf(does, 'read'),
    writes: isAny || isOf(does, 'write') || /\bdestructive\b/.test(isTool(right) ? says : ''),
  };
}

type Judge = (words: Words, right: AgentRightView) => boolean;
const judges: readonly { readonly capability: Capability; readonly judge: Judge }[] = [
  { capability: 'writes', judge: ({ writes }) => writes },
  {
    capability: 'writes identities',
    judge: ({ all, writes, isAny }) => isAny || (writes && isOf(all, 'identity')),
  },
  {
    capability: 'reads secrets',
    judge: ({ all, reads, isAny }) => isAny || (isOf(all, 'secret') && reads),
  },
  {
    capability: 'opens tickets',
    judge: ({ all, writes, isAny }) => isAny || (writes && isOf(all, 'ticket')),
  },
  {
    capability: 'reads what others wrote',
    judge: ({ all, reads, isAny }) => isAny || isWeb(all) || (reads && isOf(all, 'written by others')),
  },
  {
    capability: 'reads private data',
    judge: ({ all, reads, isAny }, right) =>
      isAny ||
      (reads &&
        (isOf(all, 'private') || /^(personal|restricted|confidential)$/.test(right.dataClass ?? ''))) ||
      (right.action === 'reach' && /^(folder|directory|database|filesystem)$/.test(right.kind ?? '')),
  },
  {
    capability: 'sends out',
    // whoever may fetch any address may write what it knows into one
    judge: ({ all, isAny }) => isAny || isWeb(all) || isOf(all, 'send'),
  },
];

const isWeb = (all: ReadonlySet<string>): boolean =>
  isOf(all, 'web') || (all.size === 1 && (all.has('fetch') || all.has('search')));
