import type { Observation } from '../../model/index.ts';

const mostNamed = 20;

/** What files of this kind never tell. */
export const neverRead = [
  [
    'sign-ins',
    'sign-ins that clients keep in a keychain, or get for a server when they first need it (OAuth)',
  ],
  ['inside', 'what a server does with the credentials that it holds, and whether its tools do what they say'],
  ['elsewhere', 'agents and servers on machines and in repositories whose files are not in this source'],
] as const;

/** Counts of what was there and could not be placed. */
export interface Left {
  readonly unlisted: ReadonlySet<string>;
  readonly nameless: number;
  readonly repeated: readonly string[];
  readonly usesOfNobody: number;
  readonly usesWithoutTime: number;
  readonly usesInFuture: number;
  readonly hinted: number;
}

export function observeGaps(left: Left): readonly Observation[] {
  const gap = (key: string, what: string, why: string): Observation => ({
    type: 'gap',
    key,
    what: what.slice(0, 4000),
    why,
  });
  const counted = (count: number, key: string, what: string, why: string): readonly Observation[] =>
    count === 0 ? [] : [gap(key, `${count} ${what}`, why)];
  return [
    ...neverRead.map(([key, what]) => gap(key, what, 'no file holds it')),
    ...(left.unlisted.size === 0
      ? []
      : [
          gap(
            'unlisted-tools',
            `which tools these servers offer: ${named([...left.unlisted].toSorted())}`,
            'no answer to `tools/list` lies beside their configuration (NAME.tools.json); whoever may call the server may call any',
          ),
        ]),
    ...counted(
      left.hinted,
      'hints',
      'tools are described as read-only or destructive by their own servers',
      'a hint is what the server says of itself; nothing was tried',
    ),
    ...counted(left.nameless, 'nameless', 'entries of registries', 'they have no name'),
    ...counted(
      left.repeated.length,
      'repeated',
      `servers stand twice under one name in one file: ${named(left.repeated)}`,
      'only the first was read',
    ),
    ...counted(left.usesOfNobody, 'nobody', 'calls of tools', 'the trace names no agent'),
    ...counted(left.usesWithoutTime, 'timeless', 'calls of tools', 'the trace does not say when'),
    ...counted(left.usesInFuture, 'future', 'calls of tools', 'the trace says that they are yet to come'),
  ];
}

const named = (names: readonly string[]): string => {
  const more = names.length - mostNamed;
  const shown = names.slice(0, mostNamed).map((name) => name.slice(0, 100));
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
