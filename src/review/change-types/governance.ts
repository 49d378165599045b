import type { OwnerAssign, OwnerClear, RiskAccept, RiskReopen, SourceId } from '../../model/index.ts';
import { isSourceId } from '../../model/index.ts';
import type { ChangeType } from './change-type.ts';

/** `source/key`, split at the first slash: a source id holds none. */
function personOf(text: unknown): { readonly source: SourceId; readonly key: string } | undefined {
  if (typeof text !== 'string') return undefined;
  const slash = text.indexOf('/');
  const source = text.slice(0, slash);
  return slash > 0 && isSourceId(source) ? { source, key: text.slice(slash + 1) } : undefined;
}

export const ownerAssign: ChangeType<OwnerAssign> = {
  type: 'owner.assign',
  act: 'owner.assign',
  reduces: false,
  expected: (change) => ({ person: `${change.personSource}/${change.personKey}` }),
  inverse: (change, before) => {
    const person = personOf(before['person']);
    const { accountSource, accountKey, role } = change;
    return person === undefined
      ? { change: { type: 'owner.clear', source: 'countersign', accountSource, accountKey, role } }
      : { change: { ...change, personSource: person.source, personKey: person.key } };
  },
  says: (change) =>
    `${change.personKey} (${change.personSource}) will be the ${change.role} of ${change.accountKey} (${change.accountSource})`,
  objection: (change, before) =>
    before['person'] === `${change.personSource}/${change.personKey}`
      ? `${change.personKey} is the ${change.role} already`
      : undefined,
};

export const ownerClear: ChangeType<OwnerClear> = {
  type: 'owner.clear',
  act: 'owner.clear',
  reduces: false,
  expected: () => ({ person: null }),
  inverse: (change, before) => {
    const person = personOf(before['person']);
    return person === undefined
      ? { because: 'there was no assigned owner to put back' }
      : { change: { ...change, type: 'owner.assign', personSource: person.source, personKey: person.key } };
  },
  says: (change) => `${change.accountKey} (${change.accountSource}) will have no assigned ${change.role}`,
  objection: (change, before) => (before['person'] === null ? `no ${change.role} is assigned` : undefined),
};

export const riskAccept: ChangeType<RiskAccept> = {
  type: 'risk.accept',
  act: 'risk.accept',
  reduces: false,
  subjectKind: 'governance',
  expected: (change) => ({ acceptedUntil: change.until }),
  inverse: (change) => ({
    change: { type: 'risk.reopen', source: 'countersign', findingId: change.findingId },
  }),
  says: (change) => `finding ${change.findingId} will be accepted until ${change.until}: ${change.reason}`,
  objection: (change, before) =>
    before['acceptedUntil'] === change.until ? `it is accepted until ${change.until} already` : undefined,
};

export const riskReopen: ChangeType<RiskReopen> = {
  type: 'risk.reopen',
  act: 'risk.reopen',
  reduces: true,
  subjectKind: 'governance',
  expected: () => ({ acceptedUntil: null }),
  inverse: () => ({ because: 'accepting again is a new decision' }),
  says: (change) => `finding ${change.findingId} will be open again`,
  objection: (_change, before) => (before['acceptedUntil'] === null ? 'it is not accepted' : undefined),
};
