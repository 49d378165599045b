import { Fault, type Observation } from '../../../model/index.ts';
import type { ReadPage } from '../../kit/connector.ts';
import { joinKeys } from '../../kit/keys.ts';
import { whyUnread, type Answers } from '../answers.ts';
import { accountKey } from '../organization/tree.ts';
import { observePolicy } from '../whole-policy.ts';
import type { Found, ResourceService, Where } from './services.ts';

const mostResources = 200_000;
const pageSize = 500;

/**
 * Resources of one service in one account, each with the policy that is on it. One whose policy was not shown is a gap of its
 * own: `resource-policies/ARN`. `accounts`: keys of the accounts that were told already; those met here are added.
 */
export async function* readResources(
  answers: Answers,
  of: { readonly service: ResourceService; readonly where: Where; readonly region: string },
  accounts: Set<string>,
): AsyncIterable<ReadPage> {
  const { service, where, region } = of;
  const listed = await service.list(answers, where);
  if (listed.is !== 'read') {
    const place = service.isGlobal ? where.account : `${where.account} in ${region}`;
    yield {
      observations: [
        {
          ...gap(
            `policies-on/${service.id}/${place}`,
            `policies on ${service.what} of ${place}`,
            whyUnread(listed),
          ),
          hides: 'all',
        },
      ],
    };
    return;
  }
  let page: Observation[] = [];
  const seen = new Set<string>();
  for await (const found of listed.items) {
    if (seen.has(found.arn)) throw repeated(found.arn);
    if (seen.size >= mostResources) throw tooMany(service.what);
    seen.add(found.arn);
    page.push(
      ...observeResource(found, service, where, accounts),
      ...(await onResource(answers, service, found)),
    );
    if (page.length < pageSize) continue;
    yield { observations: page };
    page = [];
  }
  yield { observations: page };
}

function observeResource(
  { arn, name }: Found,
  { kind }: ResourceService,
  where: Where,
  accounts: Set<string>,
): readonly Observation[] {
  const [, partition = 'aws', , , owner = ''] = arn.split(':', 5);
  const account = owner === '' ? where.account : owner;
  const parentKey = accountKey(partition, account);
  const resource: Observation = { type: 'resource', key: arn, name, kind, parentKey };
  if (accounts.has(parentKey)) return [resource];
  accounts.add(parentKey);
  return [{ type: 'resource', key: parentKey, name: account, kind: 'aws_account' }, resource];
}

async function onResource(
  answers: Answers,
  service: ResourceService,
  found: Found,
): Promise<readonly Observation[]> {
  const policy = await service.policyOn(answers, found);
  if (policy.is === 'none') return [];
  if (policy.is === 'unread')
    return [
      {
        ...gap(`resource-policies/${found.arn}`, `the policy on ${found.arn}`, policy.why),
        mayDeny: true,
        hides: 'some',
      },
    ];
  return [
    observePolicy(
      { key: joinKeys(found.arn, 'policy'), use: 'resource', subjectKey: found.arn },
      policy.document,
    ),
  ];
}

const gap = (key: string, what: string, why: string) =>
  ({ type: 'gap', key: key.slice(0, 4000), what: what.slice(0, 4000), why: why.slice(0, 4000) }) as const;

const repeated = (arn: string): Fault =>
  new Fault('source_untrusted', `\`${arn.slice(0, 200)}\` is listed twice.`, {
    next: 'Export each service of an account and region once.',
  });
const tooMany = (what: string): Fault =>
  new Fault('input_too_large', `The account lists more than ${mostResources} ${what}.`, {
    next: 'Check where this comes from.',
  });
