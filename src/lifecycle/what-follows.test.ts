import { describe, expect, it } from 'vitest';
import { isInstant, isSourceId, must, type Instant } from '../model/index.ts';
import { tooMany } from './breaker.ts';
import type { LifeEvent } from './events.ts';
import { isTimeZone, startOfDay } from './day-in-zone.ts';
import type { PersonTold, Standing } from './person.ts';
import { readRuleBook } from './rule-book.ts';
import type { Situation } from './situation.ts';
import { whatFollows } from './what-follows.ts';
import { isMeant } from './who.ts';

const at = (text: string): Instant => must(isInstant, text.includes('T') ? text : `${text}T00:00:00.000Z`);
const pg = must(isSourceId, 'pg');
const hr = must(isSourceId, 'hr');

const rules = `
version: 1
feeds: [{ source: hr }]
joiner: { pre_start_days: 3 }
mover: { grace_days: 10 }
leave: { accounts: disable }
leaver: { succession: [manager, { person: E2 }] }
birthrights:
  - id: login
    why: Everybody has a login.
    who: everybody
    gets: [{ source: pg, account: 'role/{login_}' }]
  - id: sales
    why: Sales reads the orders.
    who: { department: Sales }
    gets: [{ source: pg, group: role/orders_readers }]
  - id: analysts
    why: Analysts read reports.
    who: { department: [Finance, Data], title: '*Analyst*' }
    gets: [{ bundle: reports }]
    days: 90
`;
const read = readRuleBook('lifecycle.yaml', rules);
const book = read.ok ? read.value : undefined;

const mei: PersonTold = {
  key: 'E5',
  name: 'Mei',
  email: 'mei.tanaka@acme.example',
  department: 'Sales',
  title: 'Clerk',
  managerKey: 'E1',
  state: 'active',
};
const account = {
  source: pg,
  key: 'role/mei_tanaka',
  state: 'active',
  isPersonal: true,
  because: 'login equals mei_tanaka',
} as const;
const empty: Situation = {
  feed: hr,
  accounts: [],
  held: [],
  answersFor: [],
  colleague: () => undefined,
  bundle: (id) =>
    id === 'reports' ? [{ is: 'group', source: pg, key: 'role/reporting_readers' }] : undefined,
};
const withAccount: Situation = { ...empty, accounts: [account] };

function follows(
  kind: LifeEvent['kind'],
  situation: Situation,
  {
    person = mei,
    before,
    standing = 'here',
  }: { readonly person?: PersonTold; readonly before?: PersonTold; readonly standing?: Standing } = {},
) {
  if (book === undefined) throw new TypeError('the rules cannot be read');
  const event: LifeEvent = {
    kind,
    person,
    human: person.key,
    at: at('2026-06-01'),
    changed: [],
    ...(before === undefined ? {} : { before }),
    because: 'the feed says so',
  };
  return whatFollows({
    event,
    person,
    standing,
    book,
    feed: { source: 'hr', absent: 'left', timeZone: 'UTC' },
    situation,
    now: at('2026-06-01'),
  });
}
const brief = (all: ReturnType<typeof follows>) =>
  all.map(
    ({ kind, change, rule, dueAt }) =>
      `${dueAt.slice(0, 10)} ${kind} ${change?.type ?? 'nothing'} by ${rule}`,
  );

describe('what follows', () => {
  it('a joiner gets an account first, and rights once it is there', () => {
    expect(brief(follows('joined', empty))).toEqual([
      '2026-06-01 give account.create by login',
      '2026-06-01 decide nothing by sales',
    ]);
    const [right] = follows('joined', withAccount);
    expect(right?.change).toEqual({
      type: 'membership.add',
      source: 'pg',
      memberKey: 'role/mei_tanaka',
      groupKey: 'role/orders_readers',
      until: '2026-11-28T00:00:00.000Z',
    });
  });

  it('an account is made some days before the first day', () => {
    const soon = { ...mei, startedAt: at('2026-06-15') };
    expect(brief(follows('expected', empty, { person: soon, standing: 'expected' }))).toEqual([
      '2026-06-12 give account.create by login',
    ]);
  });

  it('a mover gets what the new place gives, loses after the grace what only the old gave, and is asked about the rest', () => {
    const after = { ...mei, department: 'Finance', title: 'Senior Analyst' };
    const held: Situation = {
      ...withAccount,
      held: [
        { is: 'group', source: pg, account: account.key, key: 'role/orders_readers' },
        { is: 'group', source: pg, account: account.key, key: 'role/app_admin' },
      ],
    };
    expect(brief(follows('moved', held, { person: after, before: mei }))).toEqual([
      '2026-06-01 give membership.add by analysts',
      '2026-06-11 take membership.remove by sales',
      '2026-06-01 decide membership.remove by mover',
    ]);
  });

  it('a department that the feed stopped telling takes nothing away', () => {
    const { department: _, ...after } = mei;
    const held: Situation = {
      ...withAccount,
      held: [{ is: 'group', source: pg, account: account.key, key: 'role/orders_readers' }],
    };
    expect(follows('moved', held, { person: after, before: mei })).toEqual([]);
  });

  it('a leaver’s accounts are disabled, a machine’s only by decision, and what they own goes to the first manager who is here', () => {
    const leaving: Situation = {
      ...empty,
      accounts: [account, { ...account, key: 'role/etl', isPersonal: false, because: 'e-mail equals' }],
      answersFor: [{ source: pg, key: 'role/metrics', name: 'metrics', role: 'owner' }],
      colleague: (key) =>
        key === 'E1'
          ? { name: 'Gone', standing: 'gone', managerKey: 'E0' }
          : key === 'E0'
            ? { name: 'Ada', standing: 'here', managerKey: 'E0' }
            : undefined,
    };
    const told = follows('left', leaving, { standing: 'gone' });
    expect(brief(told)).toEqual([
      '2026-06-01 take account.disable by leaver',
      '2026-06-01 decide account.disable by leaver',
      '2026-06-01 transfer owner.assign by succession',
    ]);
    expect(told[2]?.why).toBe('They were its owner; Ada is the first of their managers who is here');
  });

  it('nobody to take over stays open, and a chart that loops ends', () => {
    const looping: Situation = {
      ...empty,
      answersFor: [{ source: pg, key: 'role/metrics', name: 'metrics', role: 'sponsor' }],
      colleague: (key) => ({ name: key, standing: 'gone', managerKey: key === 'E1' ? 'E7' : 'E1' }),
    };
    expect(follows('left', looping, { standing: 'gone' })).toMatchObject([
      {
        kind: 'decide',
        why: expect.stringContaining('nobody takes over: no manager above them is here; E2 is not here'),
      },
    ]);
  });

  it('who came back since loses nothing by the leaving before', () => {
    expect(follows('left', withAccount, { standing: 'here' })).toEqual([]);
  });

  it('who comes back gets what rules give, and is asked about what was theirs', () => {
    const back: Situation = {
      ...empty,
      accounts: [{ ...account, state: 'disabled' }],
      held: [{ is: 'group', source: pg, account: account.key, key: 'role/app_admin' }],
    };
    expect(brief(follows('rehired', back))).toEqual([
      '2026-06-01 decide nothing by sales',
      '2026-06-01 decide account.enable by rehire',
      '2026-06-01 decide membership.remove by rehire',
    ]);
  });

  it('leave disables where the rules say so, and the return asks', () => {
    expect(brief(follows('leave_began', withAccount, { standing: 'on_leave' }))).toEqual([
      '2026-06-01 take account.disable by leave',
    ]);
    expect(brief(follows('returned', { ...empty, accounts: [{ ...account, state: 'disabled' }] }))).toEqual([
      '2026-06-01 decide account.enable by leave',
    ]);
  });

  it('a name that would not be a plain one makes no key', () => {
    expect(follows('joined', empty, { person: { ...mei, email: 'a;drop@x' } })[0]).toMatchObject({
      kind: 'decide',
      rule: 'login',
    });
  });
});

describe('the rules', () => {
  it.each([
    ['version: 2\nfeeds: []', 'expected version 1'],
    ['version: 1\nfeeds: [{ source: hr, time_zone: Mars }]', 'expected a name of the time zone database'],
    [
      'version: 1\nfeeds: []\nbirthrights: [{ id: a, why: b, who: {}, gets: [{ bundle: c }] }]',
      'birthrights',
    ],
    ['version: 1\nfeeds: []\nleavers: {}', 'unknown key `leavers`'],
    ['version: 1\nfeeds: [{ source: hr }, { source: hr }]', '`hr` is there twice'],
  ])('refuses %j and says why', (text, why) => {
    const refused = readRuleBook('lifecycle.yaml', text);
    expect(refused.ok ? '' : refused.message).toContain(why);
  });

  it('means people by attributes, with any text for a star, and says unknown where the feed is silent', () => {
    expect(isMeant({ title: ['*analyst*'] }, { ...mei, title: 'Senior Analyst II' })).toBe('yes');
    expect(isMeant({ title: ['a*b*b'] }, { ...mei, title: 'ab' })).toBe('no');
    const { department: _, ...silent } = mei;
    expect(isMeant({ department: ['Sales'] }, silent)).toBe('unknown');
    expect(isMeant({ department: ['Sales'], title: ['Boss'] }, silent)).toBe('no');
  });
});

describe('too many at once', () => {
  const leaver = (key: string): LifeEvent => ({
    kind: 'left',
    person: { ...mei, key },
    human: key,
    at: at('2026-06-01'),
    changed: [],
    because: '',
  });
  const many = (count: number) => Array.from({ length: count }, (_, n) => leaver(`E${n}`));
  const bounds = { share: 0.05, count: 50, fewest: 5 };

  it('is a share of everybody, or a count, and never three of ten', () => {
    expect(tooMany(many(3), 10, bounds)).toEqual([]);
    expect(tooMany(many(6), 100, bounds)).toMatchObject([{ kind: 'left', count: 6, here: 100 }]);
    expect(tooMany(many(50), 10_000, bounds)).toEqual([]);
    expect(tooMany(many(51), 10_000, bounds)).toHaveLength(1);
  });
});

describe('a day in a time zone', () => {
  it('begins where the clocks there say, also where they leave midnight out', () => {
    expect(startOfDay(at('2026-01-15'), 'Europe/Berlin')).toBe('2026-01-14T23:00:00.000Z');
    expect(startOfDay(at('2026-07-15'), 'Europe/Berlin')).toBe('2026-07-14T22:00:00.000Z');
    // Santiago goes from 24:00 to 01:00
    expect(startOfDay(at('2026-09-06'), 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
    expect(startOfDay(at('2026-07-15'), 'Nowhere/Land')).toBe('2026-07-15T00:00:00.000Z');
    expect(isTimeZone('Nowhere/Land')).toBe(false);
  });
});
