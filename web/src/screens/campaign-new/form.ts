import type { RouteInput } from '../../api/route-table.ts';

export type Design = RouteInput<'campaigns.preview'>['design'];
export type Kind = Design['kind'];
export type Tier = NonNullable<Design['tiers']>[number];

export const kinds = [
  'privileged',
  'manager',
  'resource_owner',
  'application',
  'dormant',
  'unowned',
  'duties',
  'escalation',
  'composition',
  'changed',
  'continuous',
] as const satisfies readonly Kind[];

/** What stands in the builder's fields: text as it was typed. */
export interface Form {
  readonly title: string;
  readonly kind: Kind | undefined;
  readonly lane: 'people' | 'machines';
  readonly sources: readonly string[];
  readonly tiers: readonly Tier[];
  readonly dormantDays: string;
  readonly since: string;
  readonly named: string;
  readonly dueDay: string;
  readonly sampleItems: string;
  readonly correctMinutes: string;
}

export const emptyForm: Form = {
  title: '',
  kind: undefined,
  lane: 'people',
  sources: [],
  tiers: [],
  dormantDays: '90',
  since: '',
  named: '',
  dueDay: '',
  sampleItems: '',
  correctMinutes: '10',
};

const dayMs = 86_400_000;
const whole = (text: string, from: number, to: number): number | undefined => {
  const value = Number(text);
  return Number.isInteger(value) && value >= from && value <= to ? value : undefined;
};
const endOf = (day: string): number => Date.parse(`${day}T23:59:59.000Z`);

/** Which fields cannot be read, for the words beside them. */
export const problemsOf = (form: Form, now: number): readonly (keyof Form)[] => [
  ...(form.title.trim() === '' ? (['title'] as const) : []),
  ...(form.kind === undefined ? (['kind'] as const) : []),
  ...(form.kind === 'dormant' && whole(form.dormantDays, 1, 3650) === undefined
    ? (['dormantDays'] as const)
    : []),
  ...(form.kind === 'changed' && Number.isNaN(Date.parse(form.since)) ? (['since'] as const) : []),
  ...(form.dueDay !== '' && !(endOf(form.dueDay) > now && endOf(form.dueDay) < now + 400 * dayMs)
    ? (['dueDay'] as const)
    : []),
  ...(form.sampleItems !== '' && whole(form.sampleItems, 1, 1_000_000) === undefined
    ? (['sampleItems'] as const)
    : []),
  ...(whole(form.correctMinutes, 0, 7200) === undefined ? (['correctMinutes'] as const) : []),
];

/** The design that the fields ask for; undefined as long as one of them cannot be read. */
export function designOf(form: Form, now: number, seed: string): Design | undefined {
  const { kind } = form;
  if (kind === undefined || problemsOf(form, now).length > 0) return undefined;
  return {
    title: form.title.trim(),
    kind,
    lane: kind === 'unowned' ? 'machines' : kind === 'manager' ? 'people' : form.lane,
    ...(form.sources.length === 0 ? {} : { sources: [...form.sources] }),
    ...(form.tiers.length === 0 ? {} : { tiers: [...form.tiers] }),
    ...(kind === 'dormant' ? { dormantDays: Number(form.dormantDays) } : {}),
    ...(kind === 'changed' ? { since: new Date(Date.parse(form.since)).toISOString() } : {}),
    ...(form.named.trim() === '' ? {} : { named: form.named.trim() }),
    ...(form.dueDay === '' ? {} : { dueAt: new Date(endOf(form.dueDay)).toISOString() }),
    ...(form.sampleItems === '' ? {} : { sampling: { items: Number(form.sampleItems), seed } }),
    correctSeconds: Number(form.correctMinutes) * 60,
  };
}
