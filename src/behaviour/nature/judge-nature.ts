import type { BehaviourSeen, NatureView } from '../../model/index.ts';
import { measuresOf, type Measures } from './measures.ts';
import { lasting, told } from './told.ts';

/**
 * Chosen on the first of the two made worlds in `test/support/behaviour/`, and reported on the second, which is made
 * another way (docs/how-to/behaviour.md).
 */
const enough = { events: 30, days: 5 };
/** Of pauses or beginnings: a clock is behind it. */
const byClock = 0.7;
/** Below it no clock is. */
const byNoClock = 0.45;
/** As diverse as this many actions used equally: somebody chooses. */
const chosen = 5;
/** At most: it always does the same. */
const always = 4;
const person = { quietHours: 7, weekend: 0.12, perMinute: 25 };
const agent = { modelMinutes: 10, near: 0.5, forWhom: 3 };
/** Each run with a credential of its own, used for no longer than this many minutes. */
const ephemeral = { perSession: 0.7, life: 90, sessions: 5 };

/**
 * How an identity works, judged from what it did: by a clock or always the same (`program`), as people do, or choosing with
 * a model’s help (`agent`); and from that its nature. What too little was seen of, or what points both ways, is not told.
 * It is a reason to look and never more: whoever can write a log, or act at will, can look like anything.
 */
export function judgeNature(seen: BehaviourSeen): NatureView {
  const measures = measuresOf(seen.whole);
  return { ...judged(measures), measures: told(measures) };
}

type Judged = Omit<NatureView, 'measures'>;
const unknown = (because: string): Judged => ({ nature: null, worksLike: null, because });

function judged(measures: Measures): Judged {
  const { events, days, regular, diversity, models, forWhom } = measures;
  if (events < enough.events || days < enough.days)
    return unknown(
      `Too little was seen: ${events} events on ${days} days; ${enough.events} on ${enough.days} are needed.`,
    );
  if (diversity === null)
    return unknown('It used more actions than are kept, so how diverse they are is not known.');
  const isIrregular = regular === null || regular < byNoClock;
  if (isIrregular && diversity >= chosen) {
    if (models.minutes >= agent.modelMinutes && (models.near ?? 0) >= agent.near)
      return {
        nature: 'autonomous',
        worksLike: 'agent',
        because: `It calls models, acts within a minute of ${percent(models.near ?? 0)} of the calls, does many different things, and no clock is behind it.`,
      };
    if (forWhom >= agent.forWhom && !isPersonal(measures))
      return {
        nature: 'autonomous',
        worksLike: 'agent',
        because: `It acts for ${forWhom} others, does many different things, and no clock is behind it.`,
      };
  }
  if (isPerRun(measures) && measures.machine !== null)
    return program(measures, `It comes from ${measures.machine}`);
  if (regular !== null && regular >= byClock) return program(measures, 'A clock is behind it');
  const isPerson =
    isIrregular && isPersonal(measures) && (diversity >= chosen || (measures.browser ?? 0) >= 0.5);
  if (isPerson && measures.machine !== null)
    return unknown(
      `It works at people’s hours and does different things, and comes from ${measures.machine}.`,
    );
  if (isPerson)
    return {
      nature: null,
      worksLike: 'person',
      because: `It works at people’s hours (${measures.quietHours} quiet hours in a row, ${percent(measures.weekend)} on weekends), does different things, and no clock is behind it.`,
    };
  const isAtAllHours = measures.quietHours < person.quietHours;
  if (diversity <= always && models.minutes === 0 && isAtAllHours)
    return program(measures, 'It does the same few things at all hours');
  return unknown(
    models.calls === 0 && isIrregular && diversity >= chosen
      ? 'It does many different things at all hours and by no clock, as agents do; no call of a model stands in the logs that were read.'
      : 'What was measured points to more than one answer.',
  );
}

function program(measures: Measures, because: string): Judged {
  const life = isPerRun(measures) ? measures.credentials?.life : undefined;
  return {
    nature: life === undefined ? 'stable' : 'ephemeral',
    worksLike: 'program',
    because: `${because}${life === undefined ? '' : `, and each run has a credential of its own, used for ${lasting(life)}`}.`,
  };
}

const isPerRun = ({ credentials, rhythm }: Measures): boolean =>
  credentials !== null &&
  credentials.perSession >= ephemeral.perSession &&
  credentials.life <= ephemeral.life &&
  (rhythm.sessions?.count ?? 0) >= ephemeral.sessions;

const isPersonal = ({ quietHours, weekend, perMinute }: Measures): boolean =>
  quietHours >= person.quietHours && weekend <= person.weekend && perMinute <= person.perMinute;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
