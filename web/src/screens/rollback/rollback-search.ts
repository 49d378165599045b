/** What is to be undone; all absent: nothing is asked yet. */
export interface RollbackSearch {
  readonly by?: 'rule' | 'source' | 'campaign' | 'person' | 'decision';
  readonly of?: string;
  readonly from?: string;
  readonly to?: string;
}

const kinds = ['rule', 'source', 'campaign', 'person', 'decision'] as const;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined;

export function readRollbackSearch(asked: Readonly<Record<string, unknown>>): RollbackSearch {
  const by = kinds.find((kind) => kind === asked['by']);
  const [of, from, to] = [text(asked['of']), text(asked['from']), text(asked['to'])];
  return {
    ...(by === undefined ? {} : { by }),
    ...(of === undefined ? {} : { of }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
