import { exactJson } from './exact-json.ts';
import { hasOnly, isInstantText, isObject, isText, isTextList, member, type JsonObject } from './shape.ts';

/** What a signed mandate says, as far as a chain is held to it. */
export interface MandateItemView {
  readonly mandate: string;
  /** The whole item in canonical form: what everybody has to have signed alike. */
  readonly text: string;
  readonly kind: string;
  readonly reason: string;
  readonly does: readonly JsonObject[];
  readonly sources: readonly string[];
  readonly about: string | null;
  readonly triggers: readonly string[];
  readonly perDay: number;
  readonly inAll: number;
  readonly from: string;
  readonly until: string;
  readonly noticeHours: number;
  readonly watchDays: number;
}

/** The verifier's own copy of what each kind is bounded by. */
const reductions = ['grant.remove', 'membership.remove', 'account.disable'];
const bounds: Readonly<Record<string, { readonly lastsDays: number; readonly may: readonly string[] }>> = {
  standing_order: { lastsDays: 90, may: reductions },
  lifecycle: {
    lastsDays: 366,
    may: [...reductions, 'grant.add', 'membership.add', 'account.create'],
  },
  no_answer: { lastsDays: 120, may: reductions },
};
const termNames = [
  'kind',
  'title',
  'reason',
  'does',
  'when',
  'scope',
  'triggers',
  'perDay',
  'inAll',
  'from',
  'until',
  'noticeHours',
  'watchDays',
];

/** The item of a `mandate` statement, or a sentence about what is wrong with it. */
export function readMandateItem(item: JsonObject): MandateItemView | string {
  const [mandate, terms, text] = [member(item, 'mandate'), member(item, 'terms'), exactJson(item)];
  if (!isText(mandate) || !/^mnd_[0-9a-z]{8,40}$/.test(mandate) || !hasOnly(item, ['mandate', 'terms']))
    return 'it names no mandate';
  if (!isObject(terms) || !hasOnly(terms, termNames) || text === undefined) return 'its terms are not terms';
  const [kind, reason, does, when] = [
    member(terms, 'kind'),
    member(terms, 'reason'),
    member(terms, 'does'),
    member(terms, 'when'),
  ];
  const own = isText(kind) && Object.hasOwn(bounds, kind) ? bounds[kind] : undefined;
  if (!isText(kind) || own === undefined) return 'its kind is none that this version knows';
  if (!isText(reason)) return 'it says no reason';
  const shapes = Array.isArray(does) ? does.filter(isObject) : [];
  if (!Array.isArray(does) || shapes.length === 0 || shapes.length !== does.length)
    return 'it does not say which changes it makes';
  const beyond = shapes.find((shape) => !own.may.some((type) => type === member(shape, 'type')));
  if (beyond !== undefined)
    return `a mandate of kind \`${kind}\` may not \`${String(member(beyond, 'type')).slice(0, 40)}\``;
  if (!Array.isArray(when) || when.length === 0) return 'it has no conditions, so it would select everything';
  const scope = member(terms, 'scope');
  const [sources, about] = isObject(scope) ? [member(scope, 'sources'), member(scope, 'about')] : [];
  if (!isTextList(sources) || sources.length === 0 || (about !== null && !isText(about)))
    return 'it has no scope';
  if (kind === 'no_answer' && !isText(about)) return 'a rule for what nobody answers names no campaign';
  if (kind === 'no_answer' && !asksForSilence(when.filter(isObject)))
    return 'a rule for what nobody answers does not ask whether anybody did';
  const triggers = member(terms, 'triggers');
  if (!isTextList(triggers) || triggers.some((each) => !['clock', 'source', 'person'].includes(each)))
    return 'it may be set off by something that nothing may be set off by';
  const [from, until] = [member(terms, 'from'), member(terms, 'until')];
  if (!isInstantText(from) || !isInstantText(until) || from >= until) return 'it has no time in force';
  if (Date.parse(until) > Date.parse(from) + own.lastsDays * 86_400_000)
    return `it would be in force for longer than the ${own.lastsDays} days of its kind`;
  const [perDay, inAll] = [whole(terms, 'perDay'), whole(terms, 'inAll')];
  const [noticeHours, watchDays] = [whole(terms, 'noticeHours'), whole(terms, 'watchDays')];
  if (perDay === undefined || inAll === undefined || perDay < 1 || inAll < perDay) return 'it has no caps';
  if (noticeHours === undefined || watchDays === undefined) return 'its notice or its watch are none';
  if (kind === 'standing_order' && watchDays < 1) return 'a standing order is watched for a day at the least';
  return {
    mandate,
    text,
    kind,
    reason,
    does: shapes,
    sources,
    about: about ?? null,
    triggers,
    perDay,
    inAll,
    from,
    until,
    noticeHours,
    watchDays,
  };
}

const asksForSilence = (when: readonly JsonObject[]): boolean =>
  when.some((each) => {
    const values = member(each, 'values');
    return (
      member(each, 'fact') === 'item.answered' &&
      member(each, 'is') === 'one of' &&
      isTextList(values) &&
      values.every((value) => value === 'no' || value === 'unclear')
    );
  });

function whole(terms: JsonObject, name: string): number | undefined {
  const value = member(terms, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
