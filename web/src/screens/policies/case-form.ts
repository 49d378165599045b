import { t } from '../../text/policies.ts';

export const changeTypes = [
  'account.disable',
  'account.enable',
  'account.create',
  'account.drop',
  'membership.remove',
  'membership.add',
  'grant.remove',
  'grant.add',
  'owner.assign',
  'owner.clear',
  'risk.accept',
  'risk.reopen',
] as const;
export type ChangeType = (typeof changeTypes)[number];

/** A change as the API takes it; it checks every member. */
interface Change {
  readonly type: ChangeType;
  readonly [member: string]: string | boolean | null;
}

/** Something of the estate that was chosen. */
export interface Chosen {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly ref: string;
}

/** What the form holds, whichever change it is for; fields that a change does not need are left alone. */
export interface CaseForm {
  readonly type: ChangeType;
  readonly account?: Chosen | undefined;
  readonly person?: Chosen | undefined;
  readonly finding?: { readonly id: string; readonly name: string } | undefined;
  /** Key of a right, a group or a new account. */
  readonly key: string;
  readonly source?: string | undefined;
  readonly role: 'owner' | 'sponsor';
  /** A day, as a date field writes it; empty: none. */
  readonly until: string;
  readonly requester?: string | undefined;
  readonly purpose: string;
  /** Person → key; in the order of choosing. */
  readonly signers: readonly { readonly person: string; readonly key: string }[];
}

export const emptyForm: CaseForm = {
  type: 'account.disable',
  key: '',
  role: 'owner',
  until: '',
  purpose: '',
  signers: [],
};

/** Which fields a change asks for. */
export const fieldsOf = (type: ChangeType) => ({
  account: !type.startsWith('risk.') && type !== 'account.create',
  person: type === 'owner.assign',
  role: type === 'owner.assign' || type === 'owner.clear',
  finding: type.startsWith('risk.'),
  right: type === 'grant.add' || type === 'grant.remove',
  group: type === 'membership.add' || type === 'membership.remove',
  create: type === 'account.create',
  until:
    type === 'grant.add' || type === 'membership.add' || type === 'account.create' || type === 'risk.accept',
});

/** The end of a day, as the API takes moments. */
export const endOf = (day: string): string | null => (day === '' ? null : `${day}T23:59:59.000Z`);

/** The change that the form describes; undefined while something of it is not chosen. */
export function changeOf(form: CaseForm): Change | undefined {
  const { type, account, person, finding, role, source } = form;
  const key = form.key.trim();
  const until = endOf(form.until);
  if (type === 'risk.accept')
    return finding === undefined || until === null
      ? undefined
      : {
          type,
          source: 'countersign',
          findingId: finding.id,
          reason: form.purpose === '' ? t('tester') : form.purpose,
          until,
        };
  if (type === 'risk.reopen')
    return finding === undefined ? undefined : { type, source: 'countersign', findingId: finding.id };
  if (type === 'account.create')
    return source === undefined || key === '' || until === null
      ? undefined
      : { type, source, accountKey: key, validUntil: until };
  if (account === undefined) return undefined;
  const of = { source: account.source };
  switch (type) {
    case 'account.disable':
    case 'account.enable':
    case 'account.drop':
      return { type, ...of, accountKey: account.key };
    case 'membership.remove':
      return key === '' ? undefined : { type, ...of, memberKey: account.key, groupKey: key };
    case 'membership.add':
      return key === '' ? undefined : { type, ...of, memberKey: account.key, groupKey: key, until };
    case 'grant.remove':
      return key === '' ? undefined : { type, ...of, subjectKey: account.key, entitlementKey: key };
    case 'grant.add':
      return key === ''
        ? undefined
        : { type, ...of, subjectKey: account.key, entitlementKey: key, grantable: false, until };
    case 'owner.clear':
      return {
        type,
        source: 'countersign',
        accountSource: account.source,
        accountKey: account.key,
        role,
      };
    case 'owner.assign':
      return person === undefined
        ? undefined
        : {
            type,
            source: 'countersign',
            accountSource: account.source,
            accountKey: account.key,
            role,
            personSource: person.source,
            personKey: person.key,
          };
  }
}
