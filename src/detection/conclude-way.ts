import type {
  AccountView,
  EstateRef,
  Fact,
  NarrowView,
  WaySpotView,
  WayStepView,
  WayView,
} from '../model/index.ts';
import { digestOf } from '../platform/canonical.ts';
import { accountFacts, factOf } from './facts.ts';
import type { Conclusion, Hit, RuleContext } from './rule.ts';
import { isToldCloser } from './told-closer.ts';
import { whoStandsThere } from './who-stands-there.ts';

/** What a rule about ways says of those that are its own. */
export interface WayRule {
  readonly isIts: (way: WayView) => boolean;
  readonly title: (name: string, way: WayView) => string;
  /** What makes this kind likelier to be used than its start and steps do. */
  readonly likelier?: Hit['risk']['likelihood'];
}

/**
 * One conclusion about how an account could come to have what it does not hold. A way that only perhaps exists is told as such, and
 * is never critical. How many others the same thing cuts off is not part of it: that changes with them, and is counted over findings.
 */
export function concludeWay(view: AccountView, context: RuleContext, rule: WayRule): readonly Conclusion[] {
  const { way } = view;
  if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
  if (way === undefined)
    return [{ is: 'unknown', subject: view.ref, aspect: '', missing: 'what it could become: nobody looked' }];
  if (way === null || !rule.isIts(way) || isToldCloser(view, way, context))
    return [{ is: 'clear', recheckAt: null }];
  const end = endFact(view, way);
  const steps = toldSteps(way).map((step, at) => stepFact(view, step, at));
  const narrow = narrowFacts(view, way.narrow);
  const isSure = way.certainty === 'sure';
  return [
    {
      is: 'hit',
      subject: view.ref,
      aspect: '',
      title: rule.title(view.ref.name, way),
      cause: causeOf(view, way),
      facts: [...accountFacts(view), end, ...steps, ...narrow],
      material: [end, ...steps, ...narrow].map(({ id }) => id),
      risk: {
        likelihood: [
          whoStandsThere(view),
          ...(rule.likelier ?? []),
          ...(isSure ? [] : [{ what: 'it depends on what was not evaluated', points: -15 }]),
          ...(way.cost > 6 ? [{ what: 'it takes several techniques', points: -5 }] : []),
        ],
        blast: [blastOfEnd(way)],
        ease: [
          way.narrow === undefined
            ? { what: 'more than one thing has to go', points: 5 }
            : { what: 'one thing taken away cuts every way', points: 15 },
        ],
      },
      recheckAt: null,
    },
  ];
}

/** `could become administrator of …`, `could perhaps come to have everything in …`. */
export function couldHave({ end, certainty }: WayView): string {
  const could = certainty === 'sure' ? 'could' : 'could perhaps';
  return end.name.startsWith('administrator ')
    ? `${could} become ${end.name}`
    : `${could} come to have ${end.name}`;
}

const blastOfEnd = ({ end }: WayView): Hit['risk']['blast'][number] =>
  end.is === 'power'
    ? { what: 'it ends in everything there', points: 45 }
    : { what: `it ends in what is said to be ${end.because}`, points: end.because === 'tier high' ? 38 : 32 };

const endFact = (view: AccountView, { end, certainty, more }: WayView): Fact =>
  factOf(
    view.ref,
    'could come to have',
    [
      spotSaid(end),
      ...(end.is === 'resource' ? [end.because] : []),
      certainty === 'sure' ? 'for certain' : 'perhaps: it depends on what its steps say',
      ...(more > 0 ? [`by ${more} more steps than are told`] : []),
    ],
    view.observedAt,
  );

/** Steps with what each of them is part of or holds everything of, which nobody does anything for. */
function toldSteps({ steps }: WayView): readonly (readonly [WayStepView, ...WayStepView[]])[] {
  const told: [WayStepView, ...WayStepView[]][] = [];
  for (const step of steps) {
    const isPart = step.technique === undefined && step.restsOn.length === 0 && step.dependsOn.length === 0;
    if (isPart && told.length > 0) told.at(-1)?.push(step);
    else told.push([step]);
  }
  return told;
}

const stepFact = (
  view: AccountView,
  [step, ...parts]: readonly [WayStepView, ...WayStepView[]],
  at: number,
): Fact =>
  factOf(
    step.from.ref ?? view.ref,
    `step ${at + 1}`,
    [
      ...(step.from.ref === undefined ? [`as ${step.from.name}`] : []),
      step.technique?.does.replace(/\.$/, '') ?? 'by what it was given',
      `leads to ${spotSaid(step.to)}`,
      ...parts.map(({ to }) => `and so to ${spotSaid(to)}`),
      ...step.restsOn.map((ref) => `rests on ${ref.entity} ${shortened(nameOf(ref))}`),
      ...step.dependsOn.map((said) => `depends on: ${said}`),
    ],
    view.observedAt,
  );

/** What to take away in words, and the row as a draft can be made of it. */
function narrowFacts(view: AccountView, narrow: NarrowView | undefined): readonly Fact[] {
  if (narrow === undefined) return [];
  const fact = (predicate: string, value: string | readonly string[]): Fact =>
    factOf(view.ref, predicate, value, view.observedAt);
  if (narrow.is === 'through')
    return [
      fact('every way goes through', nameOf(narrow.through)),
      fact('to take away', `what ${narrow.through.name} has that leads there`),
    ];
  const { row, step } = narrow;
  const takeAway = fact('to take away', step.technique?.takeAway ?? 'the membership or right');
  if (row === undefined) return [takeAway];
  const { source } = row.ref;
  const ends =
    row.is === 'membership' ? [row.member.key, row.group.key] : [row.subject.key, row.entitlement.key];
  return [takeAway, fact('every way uses', [row.is, source, ...ends])];
}

function causeOf(view: AccountView, { narrow, end }: WayView): Hit['cause'] {
  if (narrow === undefined)
    return { key: shortened(nameOf(view.ref)), title: `${view.ref.name} has several ways to ${end.name}` };
  if (narrow.is === 'through')
    return { key: shortened(nameOf(narrow.through)), title: `${narrow.through.name} leads to ${end.name}` };
  const { row, step } = narrow;
  const does = lowered(step.technique?.title ?? 'has it');
  if (row === undefined)
    return {
      key: `${step.technique?.id ?? ''} ${spotSaid(step.to)}`,
      title: `${step.to.name}: somebody ${does}`,
    };
  const holder = row.is === 'grant' ? row.subject : row.member;
  return { key: shortened(nameOf(row.ref)), title: `whoever has ${holder.name} ${does}` };
}

/** Keys of rows hold the keys of both their ends, as long as their source makes them: too long a one could not be looked up by. */
const shortened = (key: string): string =>
  key.length <= mostOfKey ? key : `${key.slice(0, mostOfKey)}… ${digestOf(key)}`;
const mostOfKey = 512;

const lowered = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
const nameOf = ({ source, key }: EstateRef): string => `${source}/${key}`;
const spotSaid = ({ ref, name }: WaySpotView): string => (ref === undefined ? name : shortened(nameOf(ref)));
