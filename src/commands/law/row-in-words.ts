import type { RightsRowShown } from '../../policy/index.ts';
import { readDuration, sayDuration } from '../../model/index.ts';

/** A row of the decision-rights table in words, part by part. */
export interface RowWords {
  readonly act: string;
  readonly subjects: string;
  readonly tiers: string;
  readonly ai: string;
  readonly people: string;
  readonly evidence: string;
  readonly assurance: string;
  readonly time: string;
}

const kinds = 5;
const spaced = (word: string): string => word.replaceAll('_', ' ');
const list = (words: readonly string[], last = 'and'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

export function rowWords(row: RightsRowShown): RowWords {
  const subjects = row.subjects.filter((kind) => kind !== 'governance');
  const people = row.approvals.map(
    ({ roles, count }) => `${count === 1 ? 'one' : count} ${list(roles.map(spaced), 'or')}`,
  );
  const time = [
    ...(row.maxDuration === undefined ? [] : [`ends within ${lasting(row.maxDuration)}`]),
    ...(row.coolingOff === undefined ? [] : [`waits ${lasting(row.coolingOff)}`]),
    ...(row.watch === undefined ? [] : [`suspended and watched for ${lasting(row.watch)} before`]),
  ];
  return {
    act: row.act,
    subjects:
      subjects.length === kinds
        ? `any identity${subjects.length < row.subjects.length ? ' or governance' : ''}`
        : list(row.subjects.map(spaced), 'or'),
    tiers: row.tiers.length === 3 ? 'any tier' : `tier ${list(row.tiers, 'or')}`,
    ai: aiWords(row),
    people: people.join(row.order === 'sequential' ? ', then ' : ' and '),
    evidence: row.evidence.length === 0 ? 'none' : list(row.evidence.map(spaced)),
    assurance: row.assurance === 'passkey' ? 'by passkey' : 'by key',
    time: time.length === 0 ? 'no limit' : time.join(', '),
  };
}

function aiWords({ ai, held }: RightsRowShown): string {
  if (ai.length === 0) return 'nothing';
  const ladder = ['see', 'infer', 'suggest', 'prepare', 'open_ticket'];
  const highest = ai.findLast((action) => ladder.includes(action));
  const isLadder = highest !== undefined && ladder.indexOf(highest) === ai.length - 1;
  const may = isLadder && ai.length > 1 ? `up to ${spaced(highest)}` : list(ai.map(spaced));
  return held === undefined ? may : `${may}, held until one ${list(held.map(spaced), 'or')} releases it`;
}

/** The whole row in one sentence. */
export function rowInWords(row: RightsRowShown): string {
  const words = rowWords(row);
  return `${words.act} of ${words.subjects}, ${words.tiers}: an AI may ${words.ai}; signed ${words.assurance} by ${words.people}; evidence: ${words.evidence}; ${words.time}.`;
}

const lasting = (text: string): string => sayDuration(readDuration(text) ?? 0);
