import {
  compareFiles,
  dutiesFile,
  livesFile,
  policyDifferences,
  qualityFile,
  type FileDifference,
  type PolicySet,
} from '../../policy/index.ts';
import { layerOf, saysOf, type Layer } from '../policies/in-force.ts';
import { rowInWords, rowWords, type RowWords } from './row-in-words.ts';

/** How one set differs from another, as people read it. */
export interface DifferencesShown {
  readonly files: readonly FileDifference[];
  /** Rows of the decision-rights table: what each said, and would say, in words. */
  readonly rows: readonly RowChanged[];
  /** Hand-written policies and files of rules; policies that rows are compiled to are told by their rows. */
  readonly policies: readonly PolicyChanged[];
  /** The product itself differs from the one that the law was activated with. */
  readonly fixed: number;
}

export interface RowChanged {
  readonly row: string;
  readonly what: 'added' | 'removed' | 'changed';
  readonly before: string | null;
  readonly after: string | null;
  /** What is different, part by part. */
  readonly parts: readonly {
    readonly part: keyof RowWords;
    readonly before: string;
    readonly after: string;
  }[];
}

export interface PolicyChanged {
  readonly id: string;
  readonly file: string;
  readonly what: 'added' | 'removed' | 'changed';
  readonly says: string;
  readonly before: string | null;
  readonly after: string | null;
}

export function differencesShown(before: PolicySet, after: PolicySet): DifferencesShown {
  const { added, removed, changed } = policyDifferences(
    [...before.policies, ...before.shadow],
    [...after.policies, ...after.shadow],
  );
  const isIn = (layer: Layer) => (policy: { readonly file: string }) => layerOf(policy) === layer;
  const policies: readonly PolicyChanged[] = [
    ...added.filter(isIn('file')).map((policy) => ({
      ...named(policy),
      what: 'added' as const,
      says: saysOf(after, policy),
      before: null,
      after: policy.text,
    })),
    ...removed.filter(isIn('file')).map((policy) => ({
      ...named(policy),
      what: 'removed' as const,
      says: saysOf(before, policy),
      before: policy.text,
      after: null,
    })),
    ...changed
      .filter((each) => isIn('file')(each.after))
      .map((each) => ({
        ...named(each.after),
        what: 'changed' as const,
        says: saysOf(after, each.after),
        before: each.before.text,
        after: each.after.text,
      })),
  ];
  const fixed = [...added, ...removed, ...changed.map((each) => each.after)].filter(isIn('fixed')).length;
  return {
    files: compareFiles(before.files, after.files),
    rows: rowsChanged(before, after),
    policies: [...policies.toSorted((a, b) => (a.id < b.id ? -1 : 1)), ...rulesChanged(before, after)],
    fixed,
  };
}

const rulesSay: Readonly<Record<string, string>> = {
  [dutiesFile]:
    'Which duties one person does not have together, and who answers for an exception until when.',
  [livesFile]: 'What follows when people join, move, are away or leave.',
  [qualityFile]: 'How reviews are measured, and what follows from it.',
};

const rulesChanged = (before: PolicySet, after: PolicySet): readonly PolicyChanged[] =>
  Object.entries(rulesSay).flatMap(([file, says]): readonly PolicyChanged[] => {
    const [was, is] = [before.files[file], after.files[file]];
    if (was === is) return [];
    const what = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ id: file, file, what, says, before: was ?? null, after: is ?? null }];
  });

const named = ({ id, file }: { readonly id: string; readonly file: string }) => ({ id, file });

function rowsChanged(before: PolicySet, after: PolicySet): readonly RowChanged[] {
  const [was, is] = [before.rights(), after.rights()].map(
    (rows) => new Map(rows.map((row) => [row.id, row])),
  );
  const ids = [...new Set([...(is?.keys() ?? []), ...(was?.keys() ?? [])])];
  return ids.flatMap((row): readonly RowChanged[] => {
    const [old, now] = [was?.get(row), is?.get(row)];
    const [oldWords, nowWords] = [old && rowWords(old), now && rowWords(now)];
    const texts = { before: old ? rowInWords(old) : null, after: now ? rowInWords(now) : null };
    if (oldWords === undefined || nowWords === undefined)
      return [{ row, what: oldWords === undefined ? 'added' : 'removed', ...texts, parts: [] }];
    const parts = partNames.flatMap((part) =>
      oldWords[part] === nowWords[part] ? [] : [{ part, before: oldWords[part], after: nowWords[part] }],
    );
    return parts.length === 0 ? [] : [{ row, what: 'changed', ...texts, parts }];
  });
}

const partNames = ['act', 'subjects', 'tiers', 'ai', 'people', 'evidence', 'assurance', 'time'] as const;
