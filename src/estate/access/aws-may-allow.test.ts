import { expect, it } from 'vitest';
import {
  account,
  allow,
  deny,
  estateOf,
  iam,
  policy,
  trust,
  when,
} from '../../../test/support/aws/made-account.ts';
import { askOf } from './aws-ask.ts';
import { MayAllow } from './aws-may-allow.ts';
import { Question } from './aws/index.ts';

const alice = iam('user/alice');
const worker = iam('role/worker');
const root = iam('root');
const other = 'arn:aws:iam::222222222222:root';
const trusts = {
  root: trust({ AWS: [root] }),
  digits: trust({ AWS: [account] }),
  'root of another account': trust({ AWS: [other] }),
  alice: trust({ AWS: [alice] }),
  worker: trust({ AWS: [worker, root] }),
  everybody: trust({ AWS: ['*'] }),
  service: trust({ Service: ['lambda.amazonaws.com'] }),
  session: trust({ AWS: [`arn:aws:sts::${account}:assumed-role/worker/s`] }),
};
const estate = estateOf({
  users: [
    { arn: alice, has: [policy('nothing', allow(['s3:Get*']))] },
    { arn: iam('user/bob'), has: [policy('some', allow(['sts:*'], { Resource: [iam('role/*oot*')] }))] },
    { arn: iam('user/carol'), has: [policy('not', allow(['sts:AssumeRole']), deny(['sts:*']))] },
    { arn: iam('user/dave'), has: [policy('never', deny(['sts:*']))] },
  ],
  roles: [
    { arn: worker, has: [], trust: trust({ Service: ['ec2.amazonaws.com'] }) },
    ...Object.entries(trusts).map(([name, document]) => ({
      arn: iam(`role/by-${name.replaceAll(' ', '-')}`),
      has: [],
      trust: document,
    })),
  ],
  groups: {},
});

it('never closes what the evaluation would not deny, and closes what nothing is about', () => {
  const action = new Question('sts:AssumeRole');
  const mayAllow = new MayAllow(estate, action);
  const [open, missed]: [string[], string[]] = [[], []];
  for (const principal of estate.principals)
    for (const role of estate.principals) {
      const { verdict } = askOf(estate, principal, { ...when, actions: [action], resources: [role.key] });
      const isOpen = mayAllow.isOpen(principal, role.key);
      const who = `${principal.key.split('/').at(-1) ?? ''} ${role.key.split('/').at(-1) ?? ''}`;
      if (verdict !== 'deny') (isOpen ? open : missed).push(who);
    }
  expect(missed).toEqual([]);
  expect(open).toContain('alice by-alice');
  expect(open).toContain('bob by-root');
  expect(open).toContain('worker by-worker');
  const asked = estate.principals.find(({ key }) => key === alice);
  expect(asked && mayAllow.isOpen(asked, iam('role/by-root'))).toBe(false);
  expect(asked && mayAllow.isOpen(asked, iam('role/by-session'))).toBe(false);
});
