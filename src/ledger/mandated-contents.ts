import type { ChainState } from './causation-state.ts';
import { sha256 } from './hashing.ts';
import type { MandateItemView } from './mandate-item.ts';
import { isObject, isText, member, parseJson, type JsonObject } from './shape.ts';
import type { StoredBlob } from './verify-input.ts';

/**
 * Holds the content of each proposal that was carried out under a mandate to the terms that were signed: the entries alone
 * do not say what is changed. Answers what is wrong with this blob, if it is one of those; its entry's seq with it.
 */
export function contentsUnderMandates(
  state: ChainState,
): (blob: StoredBlob) => readonly { readonly seq: number; readonly what: string }[] {
  const wanted = new Map<
    string,
    {
      readonly seq: number;
      readonly item: MandateItemView;
      readonly digest: string;
      readonly endsAt: string | undefined;
    }
  >();
  for (const plan of state.plans.values()) {
    if (plan.kind !== 'mandate' || plan.mandated === undefined || plan.usedBy === undefined) continue;
    const filed = state.proposals.get(plan.mandated.proposalEntry);
    const item = plan.mandated.mandates.flatMap((entry) => state.mandates.get(entry)?.item ?? [])[0];
    const seq = state.entries.get(plan.usedBy)?.seq;
    if (filed?.blob !== undefined && item !== undefined && seq !== undefined)
      wanted.set(filed.blob, {
        seq,
        item,
        digest: filed.content ?? '',
        endsAt: plan.mandated.endsAt,
      });
  }
  return ({ id, content }) => {
    const own = wanted.get(id);
    if (own === undefined || content === null) return [];
    return notAsSigned(content, own).map((what) => ({ seq: own.seq, what }));
  };
}

/** What these give, the enforcer takes back at a moment that the plan names. */
const takenBack = ['grant.add', 'membership.add'];

function notAsSigned(
  content: string,
  {
    item,
    digest,
    endsAt,
  }: { readonly item: MandateItemView; readonly digest: string; readonly endsAt: string | undefined },
): readonly string[] {
  const proposal = parseJson(content);
  if (!isObject(proposal) || sha256(Buffer.from(content)).toString('hex') !== digest)
    return ['what it carries out is not what was filed'];
  const problems: string[] = [];
  if (member(proposal, 'mandate') !== item.mandate || member(proposal, 'reason') !== item.reason)
    problems.push('what it carries out was not filed under the mandate, for its reason');
  const listed = member(proposal, 'changes');
  for (const one of Array.isArray(listed) ? listed : []) {
    const change: unknown = isObject(one) ? member(one, 'change') : undefined;
    if (!isObject(change)) problems.push('it makes a change of no known shape');
    else {
      const type = String(member(change, 'type')).slice(0, 40);
      if (!item.does.some((shape) => fits(shape, change)))
        problems.push(`it makes a \`${type}\`, which is not what the mandate does`);
      const source = member(change, type === 'owner.assign' ? 'accountSource' : 'source');
      if (!isText(source) || !item.sources.includes(source))
        problems.push(`it makes a \`${type}\` out of the mandate's scope`);
      if (member(change, 'grantable') === true) problems.push('it gives a right that can be passed on');
      if (takenBack.includes(type) && (endsAt === undefined || member(change, 'until') !== endsAt))
        problems.push(`it makes a \`${type}\` that ends at another moment than its plan says`);
      const ownEnd = member(change, 'validUntil');
      if (type === 'account.create' && !(isText(ownEnd) && ownEnd <= item.until))
        problems.push('it makes an account that lasts longer than the mandate');
    }
  }
  return problems;
}

/** Every member that the shape says is the change's own. */
const fits = (shape: JsonObject, change: JsonObject): boolean =>
  Object.entries(shape).every(([name, value]) => member(change, name) === value);
