import { isDeny } from '../../access/graph.ts';
import { rowOf } from '../../access/reach.ts';
import type { Becoming, Spot, Technique, TechniqueSource } from '../becoming.ts';
import { eachAccount, partStep } from '../part-of.ts';
import type { SourceAt } from '../source-at.ts';

const microsoft = 'https://learn.microsoft.com/en-us/windows-server/identity/ad-ds';
const protectedGroups = `${microsoft}/plan/security-best-practices/appendix-b--privileged-accounts-and-groups-in-active-directory`;

const inDomain = (
  id: string,
  of: Omit<Technique, 'id' | 'platform' | 'takeAway'> & { readonly takeAway?: string },
): Technique => ({
  id: `ldap-${id}`,
  platform: 'ldap',
  takeAway: 'the membership in the group',
  ...of,
});

const ownGroup = inDomain('own-group', {
  title: 'changes the members of a group that it owns',
  does: 'Puts itself into a group that names it as owner or manager.',
  reference: 'https://learn.microsoft.com/en-us/windows/win32/adschema/a-managedby',
  cost: 2,
  takeAway: 'owner or managedBy of the group',
});

interface OverDomain {
  readonly action: string;
  readonly technique: Technique;
  /** Without these it is the whole domain for certain. */
  readonly dependsOn: readonly string[];
  readonly to: 'the domain' | 'its accounts';
}

const onController =
  'it signs in to a domain controller, which its group lets it, and works as the system there';

/** What Windows' own groups may do, by the right on the domain that the reader writes for them. */
const overDomain: readonly OverDomain[] = [
  {
    action: 'administer',
    technique: inDomain('administer', {
      title: 'administers the domain',
      does: 'Is in a group that administers every account and machine of the domain.',
      reference: protectedGroups,
      cost: 1,
      means: 'holding',
    }),
    dependsOn: [],
    to: 'the domain',
  },
  {
    action: 'replicate secrets',
    technique: inDomain('replicate', {
      title: 'replicates the secrets of the domain',
      does: 'Asks a domain controller for the password hashes of every account, as domain controllers do.',
      reference: 'https://attack.mitre.org/techniques/T1003/006/',
      cost: 2,
      // only domain controllers are told to have it, and what they hold is the domain
      means: 'holding',
    }),
    dependsOn: [],
    to: 'the domain',
  },
  {
    action: 'back up and restore',
    technique: inDomain('back-up', {
      title: 'backs up a domain controller',
      does: 'Copies the database of the directory, with every account’s secrets, from a domain controller.',
      reference: 'https://attack.mitre.org/techniques/T1003/003/',
      cost: 3,
    }),
    dependsOn: [onController],
    to: 'the domain',
  },
  ...(['administer servers', 'administer printers'] as const).map((action): OverDomain => ({
    action,
    technique: inDomain(action.replace(' ', '-'), {
      title: 'works as the system on a domain controller',
      does: 'Uses what its group may do on domain controllers to run a program as the system there.',
      reference: protectedGroups,
      cost: 4,
    }),
    dependsOn: [onController],
    to: 'the domain',
  })),
  {
    action: 'administer accounts',
    technique: inDomain('administer-accounts', {
      title: 'sets the password of an account',
      does: 'Resets the password of an account that no protected group has, and signs in as it.',
      reference: protectedGroups,
      cost: 2,
    }),
    dependsOn: [],
    to: 'its accounts',
  },
  {
    action: 'change key credentials',
    technique: inDomain('key-credentials', {
      title: 'adds a key to an account',
      does: 'Writes a key of its own into an account and signs in as it by certificate.',
      reference: 'https://attack.mitre.org/techniques/T1556/',
      cost: 3,
    }),
    dependsOn: ['a domain controller accepts certificates for signing in'],
    to: 'its accounts',
  },
  {
    action: 'create group policies',
    technique: inDomain('group-policy', {
      title: 'has a group policy of its own applied',
      does: 'Makes a group policy that runs a program on the machines which it is linked to.',
      reference: 'https://attack.mitre.org/techniques/T1484/001/',
      cost: 4,
    }),
    dependsOn: ['somebody links its group policy, or it may change one that is linked'],
    to: 'the domain',
  },
  {
    action: 'change the schema',
    technique: inDomain('schema', {
      title: 'changes the schema',
      does: 'Changes what new objects of the directory may be changed by, and waits for some to be made.',
      reference: protectedGroups,
      cost: 6,
    }),
    dependsOn: ['objects of use are made after its change'],
    to: 'the domain',
  },
];

/** What accounts of a directory can become by its groups, as far as the reader says; access control of entries is not read. */
export const ldapTechniques: TechniqueSource<SourceAt> = {
  platform: 'ldap',
  techniques: [ownGroup, ...overDomain.map(({ technique }) => technique)],
  *becoming(at) {
    yield* byOwnership(at);
    yield* byRightsOverDomains(at);
  },
};

function* byOwnership(at: SourceAt): Iterable<Becoming> {
  const byReference = Map.groupBy(
    at.nodes.flatMap(({ node, references }) => references.map((reference) => ({ node, reference }))),
    ({ reference }) => reference,
  );
  const ownerOf = (reference: string): number | undefined => {
    const [only, another] = byReference.get(reference) ?? [];
    return at.nodeOf(reference) ?? (another === undefined ? only?.node : undefined);
  };
  const isGroup = new Map(at.nodes.filter(({ is }) => is === 'group').map((each) => [each.key, each]));
  const dependsOn = [
    'the directory lets owners and managers of a group change its members, which was not read',
  ];
  for (const { subjectKey, ownerRef, key } of at.ownerships) {
    const group = isGroup.get(subjectKey);
    const owner = ownerOf(ownerRef);
    if (group === undefined || owner === undefined) continue;
    yield {
      from: { is: 'node', node: owner },
      to: { is: 'node', node: group.node },
      technique: ownGroup,
      dependsOn,
      because: [],
      says: [`${key} names it`],
    };
  }
}

function* byRightsOverDomains(at: SourceAt): Iterable<Becoming> {
  const { entitlements, texts, grants, holdersOf, sources } = at.graph;
  const range = sources.find(({ no }) => no === at.sourceNo)?.rights;
  if (range === undefined) return;
  const accounts = at.nodes.filter(({ is }) => is === 'account');
  const isOpened = new Set<string>();
  for (let right = range.first; right < range.first + range.keys.size; right++) {
    const domain = /^domain\/(.+)$/.exec(texts.patterns[entitlements.pattern[right] ?? -1] ?? '')?.[1];
    const action = texts.actions[entitlements.action[right] ?? -1];
    const known = overDomain.find((each) => each.action === action);
    if (domain === undefined || known === undefined) continue;
    const power: Spot = {
      is: 'power',
      scope: `domain/${domain.toLowerCase()}`,
      name: `everything in the domain ${domain}`,
    };
    const anyone: Spot = {
      is: 'any',
      key: `accounts/${domain}`,
      name: `any account of ${domain} that is not protected`,
    };
    const opens = known.to === 'the domain' ? power : anyone;
    for (const grant of rowOf(holdersOf, right)) {
      if (((grants.flags[grant] ?? 0) & isDeny) !== 0) continue;
      const { technique, dependsOn } = known;
      const from = { is: 'node', node: grants.from[grant] ?? -1 } as const;
      yield { from, to: opens, technique, dependsOn, because: [{ row: 'grant', number: grant }] };
    }
    for (const spot of [power, ...(opens === power ? [] : [anyone])]) {
      const name = spot === power ? power.scope : anyone.key;
      if (isOpened.has(name)) continue;
      isOpened.add(name);
      const outside = accounts.flatMap(({ node, attributes }) =>
        isIn(domain, attributes) && (spot === power || attributes['adminCount'] !== '1') ? [] : [node],
      );
      yield* eachAccount(at, (to) => partStep(spot, to), new Set(outside));
    }
  }
}

/** By its distinguished name; one that does not end in a domain is in the only one there is. */
function isIn(domain: string, { dn = '' }: Readonly<Record<string, string>>): boolean {
  const parts = [...dn.toLowerCase().matchAll(/(?:^|,)\s*dc=([^,]+)/g)].map(([, part = '']) => part.trim());
  return parts.length === 0 || parts.join('.') === domain.toLowerCase();
}
