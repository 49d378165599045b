import { describe, expect, it } from 'vitest';
import { instantOf, isIdentityRef, must } from '../../model/index.ts';
import { dormantClusters, type Sleeper } from './clusters.ts';

const sleeper = (key: string, more: Partial<Sleeper> = {}): Sleeper => ({
  account: { entity: 'account', source: 'acme-aws', key, name: key },
  ref: must(isIdentityRef, `idn_${'0'.repeat(32)}`),
  lastUsed: null,
  saidBy: ['acme-aws'],
  owner: 'Mia Berg',
  createdBy: null,
  hasPrivilege: false,
  rights: 0,
  dependents: [],
  canBeAssumed: false,
  ...more,
});
const on = (day: string) => instantOf(Date.parse(`${day}T10:00:00Z`));
const shown = (sleepers: readonly Sleeper[]) =>
  dormantClusters(sleepers).map(({ members }) => members.map(({ sleeper: { account } }) => account.key));

describe('dormant clusters', () => {
  it('put together what one person answers for in one system and what ended at about the same time', () => {
    expect(
      shown([
        sleeper('a', { lastUsed: on('2025-03-01') }),
        sleeper('b', { lastUsed: on('2025-03-20') }),
        sleeper('c', { lastUsed: on('2025-07-01') }),
        sleeper('d', { lastUsed: on('2025-03-02'), owner: 'Sam Okafor' }),
        sleeper('e', {
          lastUsed: on('2025-03-02'),
          account: { entity: 'account', source: 'okta', key: 'e', name: 'e' },
        }),
        sleeper('f'),
      ]),
    ).toEqual([['f'], ['a', 'b'], ['c'], ['d'], ['e']]);
  });

  it('are in the order of least harm, among each other and within: what nobody would miss first', () => {
    const other = { entity: 'account', source: 'acme-aws', key: 'x', name: 'x' } as const;
    expect(
      shown([
        sleeper('shared', { dependents: [other] }),
        sleeper('admin', { hasPrivilege: true }),
        sleeper('plain'),
        sleeper('assumed', { canBeAssumed: true, owner: 'Sam Okafor' }),
      ]),
    ).toEqual([['assumed'], ['plain', 'admin', 'shared']]);
  });

  it('do not depend on the order in which they were read, and take any name', () => {
    const all = [
      sleeper('__proto__'),
      sleeper('constructor'),
      sleeper('a'.repeat(10_000)),
      sleeper('b', { rights: 3 }),
    ];
    expect(dormantClusters(all.toReversed())).toEqual(dormantClusters(all));
    expect(dormantClusters([])).toEqual([]);
  });

  it('say why something is late in the order, and that nothing is known where that is so', () => {
    const [{ members } = { members: [] }] = dormantClusters([
      sleeper('plain'),
      sleeper('role', { canBeAssumed: true, rights: 2 }),
    ]);
    expect(members.map(({ harm, why }) => ({ harm, why }))).toEqual([
      { harm: 0, why: ['nothing is known that would miss it'] },
      { harm: 12, why: ['others may take it on, and nobody says who does', 'it holds 2 rights of its own'] },
    ]);
  });
});
