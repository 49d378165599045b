import {
  isSourceId,
  type BundleDefine,
  type BundleGift,
  type BundleRetire,
  type TargetState,
} from '../../model/index.ts';
import type { ChangeType } from './change-type.ts';

/** A gift as a target state holds it: `group acme-postgres role/readers`. */
const giftText = ({ is, source, key }: BundleGift): string => `${is} ${source} ${key}`;

function giftOf(text: string): readonly BundleGift[] {
  const [is = '', source = ''] = text.split(' ', 2);
  const key = text.slice(is.length + source.length + 2);
  return (is === 'group' || is === 'entitlement') && isSourceId(source) ? [{ is, source, key }] : [];
}

const stateOf = ({ title, why, ownerSource, ownerKey, content }: BundleDefine): TargetState => ({
  defined: true,
  title,
  why,
  owner: `${ownerSource}/${ownerKey}`,
  content: content.map(giftText).toSorted(),
});
const nothing: TargetState = { defined: false, title: null, why: null, owner: null, content: [] };

/** The definition that a state is of; undefined: none was there. */
function definitionOf(bundle: string, state: TargetState): BundleDefine | undefined {
  const { title, why, owner, content } = state;
  if (state['defined'] !== true || typeof title !== 'string' || typeof why !== 'string') return undefined;
  if (typeof owner !== 'string' || !Array.isArray(content)) return undefined;
  const ownerSource = owner.slice(0, owner.indexOf('/'));
  if (!isSourceId(ownerSource)) return undefined;
  return {
    type: 'bundle.define',
    source: 'countersign',
    bundle,
    title,
    why,
    ownerSource,
    ownerKey: owner.slice(ownerSource.length + 1),
    content: content.flatMap((one: unknown) => (typeof one === 'string' ? giftOf(one) : [])),
  };
}

export const bundleDefine: ChangeType<BundleDefine> = {
  type: 'bundle.define',
  act: 'bundle.define',
  reduces: false,
  subjectKind: 'governance',
  expected: stateOf,
  inverse: (change, before) => ({
    change: definitionOf(change.bundle, before) ?? {
      type: 'bundle.retire',
      source: 'countersign',
      bundle: change.bundle,
    },
  }),
  says: ({ bundle, title, ownerKey, content }) =>
    `the bundle ${bundle} (${title}, owner ${ownerKey}) will hold ${content.map(giftText).toSorted().join(', ')}`,
  objection: (change, before) =>
    JSON.stringify(before) === JSON.stringify(stateOf(change))
      ? `the bundle ${change.bundle} is that already`
      : undefined,
};

export const bundleRetire: ChangeType<BundleRetire> = {
  type: 'bundle.retire',
  act: 'bundle.retire',
  reduces: true,
  subjectKind: 'governance',
  expected: () => nothing,
  inverse: (change, before) => {
    const definition = definitionOf(change.bundle, before);
    return definition === undefined ? { because: 'what it held is not known' } : { change: definition };
  },
  says: ({ bundle }) => `there will be no bundle ${bundle}; nobody gets it by a rule any more`,
  objection: (change, before) =>
    before['defined'] === true ? undefined : `there is no bundle ${change.bundle}`,
};
