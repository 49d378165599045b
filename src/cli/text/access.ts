import type {
  AccessVerdict,
  CanTold,
  PathEdge,
  WhatCanTold,
  WhatOnTold,
  WhoCan,
} from '../../commands/access.ts';
import { inert } from '../../platform/text.ts';

export function whoCanText(
  asked: { readonly action: string; readonly resource: string },
  found: WhoCan,
): string {
  const shared = sharedDoubts(found.holders);
  const lines = [
    ...outsidersText(asked, found.outsiders),
    found.alike !== undefined
      ? unknownText(asked.resource, found.alike)
      : found.total === 0
        ? `Nobody whom a source lists can ${inert(asked.action)} on ${inert(asked.resource)}, as far as was read.`
        : `${found.total} ${found.holders.some(({ verdict }) => verdict === 'depends') ? 'can or may' : 'can'} ${inert(asked.action)} on ${inert(asked.resource)}${found.truncated ? ` (the first ${found.holders.length} are shown)` : ''}:`,
    '',
  ];
  for (const holder of found.holders) {
    const { account } = holder;
    lines.push(
      `  ${word(holder)}  ${inert(account.name)}  (${inert(account.source)} ${inert(account.key)})`,
      ...(holder.path.length === 0 ? [] : [`           by ${pathText(holder.path)}`]),
      ...ownDoubts(holder, shared),
      ...decidedText(holder),
    );
  }
  const sources = new Set(found.holders.map((holder) => holder.account.source));
  return `${[...lines, ...sharedText(shared), ...deniedText(found.denied), ...openText(found.open), ...frameText(found, sources)].join('\n')}\n`;
}

/** Nobody is shown, and that is no answer: the name may be another one. */
const unknownText = (resource: string, alike: readonly string[]): string =>
  [
    `No source that was read knows a resource ${inert(resource)}, so it cannot be told who can.`,
    alike.length === 0
      ? 'Ask by a name that a source uses: `countersign what-can IDENTITY` shows how they write them.'
      : `Called alike: ${alike.map(inert).join(', ')}`,
  ].join('\n');

export function canText(
  asked: { readonly action: string; readonly resource: string },
  found: CanTold,
): string {
  const { account, answer } = found;
  const lines = [
    `${answer.verdict === 'no' ? 'no     ' : word(answer)}  ${inert(account.name)}  (${inert(account.source)} ${inert(account.key)})  ${inert(asked.action)} on ${inert(asked.resource)}`,
    ...(answer.verdict === 'no'
      ? [`           ${inert(answer.because)}`]
      : [
          ...(answer.path.length === 0 ? [] : [`           by ${pathText(answer.path)}`]),
          ...ownDoubts(answer, new Set()),
        ]),
    ...decidedText(answer),
  ];
  return `${[...lines, ...frameText(found, new Set([account.source]))].join('\n')}\n`;
}

export function whatCanText(found: Omit<WhatCanTold, 'next'>): string {
  const { identity } = found;
  const shared = sharedDoubts(found.rights);
  const lines = [
    `${inert(identity.name)} (${inert(identity.source)} ${inert(identity.key)}) holds ${found.total} rights${found.truncated ? ` (the first ${found.rights.length} are shown)` : ''}:`,
    '',
  ];
  for (const right of found.rights) {
    lines.push(
      `  ${word(right)}  ${right.entitlement === undefined ? 'everything of this source' : inert(right.entitlement.name)}`,
      ...(right.path.length > 1 ? [`           by ${pathText(right.path)}`] : []),
      ...meaningsText(right),
      ...ownDoubts(right, shared),
      ...decidedText(right),
    );
  }
  return `${[...lines, ...sharedText(shared), ...frameText(found, new Set([identity.source]))].join('\n')}\n`;
}

export function whatOnText(
  asked: { readonly action: string; readonly on?: string },
  found: Omit<WhatOnTold, 'next'>,
): string {
  const { identity, resources, total, truncated, open } = found;
  const shared = sharedDoubts(resources);
  const among = asked.on === undefined ? '' : ` among ${inert(asked.on)}`;
  const lines = [
    `${inert(identity.name)} (${inert(identity.source)} ${inert(identity.key)}) ${resources.some(({ verdict }) => verdict === 'depends') ? 'can or may' : 'can'} ${inert(asked.action)} on ${total} ${total === 1 ? 'resource' : 'resources'}${among}${truncated ? ` (the first ${resources.length} are shown)` : ''}:`,
    '',
  ];
  for (const each of resources)
    lines.push(
      `  ${word(each)}  ${inert(each.resource.key)}`,
      ...(each.path.length > 1 ? [`           by ${pathText(each.path)}`] : []),
      ...ownDoubts(each, shared),
      ...decidedText(each),
    );
  const aside =
    open.total === 0
      ? []
      : [
          '',
          `Nothing that was read gives it on ${open.total} more (${open.told
            .slice(0, 8)
            .map(({ resource }) => inert(resource.name))
            .join(', ')}${open.total > 8 ? ', …' : ''}); what was not read could.`,
        ];
  return `${[...lines, ...sharedText(shared), ...aside, ...frameText(found, new Set([identity.source]))].join('\n')}\n`;
}

/** What leads to more is said; of a right on everything, only that it does. */
const meaningsText = ({ means = [] }: { readonly means?: readonly string[] }): readonly string[] =>
  means.length > 3
    ? [`           is as good as everything: ${means.length} ways to more, such as: ${inert(means[0] ?? '')}`]
    : means.map((each) => `           ${inert(each)}`);

const word = (found: AccessVerdict): string => (found.verdict === 'yes' ? 'yes    ' : 'depends');
const doubts = (found: AccessVerdict): readonly string[] =>
  found.verdict === 'depends' ? found.dependsOn : [];

/** What every answer depends on, to be said once. */
function sharedDoubts(all: readonly AccessVerdict[]): ReadonlySet<string> {
  const [first, ...others] = all.map((each) => new Set(doubts(each)));
  return others.reduce((shared, each) => shared.intersection(each), first ?? new Set<string>());
}

const ownDoubts = (found: AccessVerdict, shared: ReadonlySet<string>): readonly string[] => {
  const own = doubts(found).filter((doubt) => !shared.has(doubt));
  return own.length === 0 ? [] : [`           depends on ${own.map(inert).join('; ')}`];
};

const sharedText = (shared: ReadonlySet<string>): readonly string[] =>
  shared.size === 0 ? [] : ['', 'All of them depend on:', ...[...shared].map((doubt) => `  ${inert(doubt)}`)];

const decidedText = ({ decidedBy = [] }: { readonly decidedBy?: readonly string[] }): readonly string[] =>
  decidedBy.map((line) => `           ${inert(line)}`);

/** Who can and is not listed by the source: it comes first, being the widest that is said. */
function outsidersText(
  asked: { readonly action: string; readonly resource: string },
  { total, told }: WhoCan['outsiders'],
): readonly string[] {
  if (total === 0) return [];
  return [
    `Not only those listed below can ${inert(asked.action)} on ${inert(asked.resource)}${total > told.length ? ` (the first ${told.length} of ${total})` : ''}:`,
    '',
    ...told.flatMap((each) => [
      `  ${word(each)}  ${inert(each.subject.name)}: ${whom[each.standsFor]}  (${inert(each.subject.source)} ${inert(each.subject.key)})`,
      ...(each.path.length === 0 ? [] : [`           by ${pathText(each.path)}`]),
      ...ownDoubts(each, new Set()),
      ...decidedText(each),
    ]),
    '',
  ];
}

const whom: Readonly<Record<WhoCan['outsiders']['told'][number]['standsFor'], string>> = {
  anyone: 'without signing in',
  everyone: 'whoever signs in',
  outside: 'named, and not described by what was read',
};

/** Whom a policy allows it and another takes it away. */
function deniedText({ total, told }: WhoCan['denied']): readonly string[] {
  if (total === 0) return [];
  const shown = told.slice(0, 10);
  return [
    '',
    `Cannot, although a policy of their own allows it${total > shown.length ? ` (the first ${shown.length} of ${total})` : ''}:`,
    ...shown.flatMap(({ account, decidedBy }) => [
      `  no       ${inert(account.name)}  (${inert(account.source)} ${inert(account.key)})`,
      ...decidedText({ decidedBy }),
    ]),
  ];
}

/** Whom nothing that was read gives it, and what was not read could. */
function openText({ total, told }: WhoCan['open']): readonly string[] {
  if (total === 0) return [];
  const shared = told
    .map(({ dependsOn }) => new Set(dependsOn))
    .reduce((all, each) => all.intersection(each));
  const names = told.slice(0, 8).map(({ account }) => inert(account.name));
  return [
    '',
    `Nothing that was read gives it to ${total} more (${names.join(', ')}${total > names.length ? ', …' : ''}); this could:`,
    ...[...shared].map((each) => `  ${inert(each)}`),
  ];
}

const pathText = (path: readonly PathEdge[]): string =>
  path
    .map(
      (edge) =>
        `${edge.how === 'membership' ? 'member of' : edge.how === 'grant' ? 'granted' : 'power'} ${inert(edge.to.name)}`,
    )
    .join(' → ');

/** Which reads the answer rests on, and what was not read of the sources it came from. */
export function frameText(
  found: Pick<WhoCan, 'notRead' | 'version'>,
  sources: ReadonlySet<string>,
): readonly string[] {
  const near = found.notRead.filter((gap) => sources.size === 0 || sources.has(gap.source));
  const elsewhere = found.notRead.length - near.length;
  return [
    '',
    found.version.reads.length === 0
      ? 'As of a moment at which no source had been read.'
      : `As of ${found.version.reads.map((read) => `${read.source} read ${read.read}`).join(', ')}.`,
    ...(near.length > 0 ? ['Not read, so not in this answer:'] : []),
    ...near.slice(0, 12).map((gap) => `  ${inert(gap.source)}: ${inert(gap.what)} (${inert(gap.why)})`),
    ...(near.length > 12 ? [`  and ${near.length - 12} more (see --json)`] : []),
    ...(elsewhere > 0 ? [`  and ${elsewhere} things of other sources (see --json)`] : []),
  ];
}
