import type { OutputOf } from '../../api/route.ts';
import type { campaigns, reviews } from '../../api/routes/index.ts';
import { itemSaid } from '../../commands/campaigns/covers.ts';
import { says } from '../../commands/says.ts';
import { inert, inertWithin } from '../../platform/text.ts';

type Of<R extends keyof typeof campaigns> = OutputOf<(typeof campaigns)[R]>;
type Item = Of<'items'>['items'][number];

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What a campaign would be. */
export function previewText(found: Of<'preview'>): string {
  const { byTier, design } = found;
  return [
    `${inert(design.title)}: ${plural(found.items, 'item')} of ${plural(found.accounts, 'account')}, lane of ${design.lane}, due ${design.dueAt.slice(0, 10)}`,
    `  tiers: ${byTier.high} high, ${byTier.medium} medium, ${byTier.low} low, ${byTier.unknown} unknown (counts as high)`,
    ...found.bySource.map(({ source, items }) => `  ${source}: ${items}`),
    '',
    'Who would be asked:',
    ...found.shares.map(
      ({ seat, reviewer, items }) =>
        `  ${String(items).padStart(6)}  ${reviewer === null ? 'nobody in particular (the pool)' : inert(reviewer.name)}${found.design.stages[0]?.seats[seat] === undefined ? '' : ` as ${found.design.stages[0].seats[seat]}`}${reviewer?.canSign === false ? ', who has no key enrolled' : ''}`,
    ),
    ...(found.moreShares === 0 ? [] : [`  and ${found.moreShares} more`]),
    '',
    ...(found.gates.length === 0
      ? ['Nothing about the data speaks against it.']
      : [
          'About the data:',
          ...found.gates.map(
            ({ level, says: said }) => `  ${level === 'stops' ? 'STOPS' : 'note '}  ${inert(said)}`,
          ),
        ]),
    '',
  ].join('\n');
}

export function campaignsText({ items }: Of<'list'>): string {
  if (items.length === 0)
    return 'No campaign was launched yet.\nNext: countersign campaign preview --kind manager\n';
  return `${items
    .map(
      (each) =>
        `${each.id}  ${inertWithin(each.title, 60)}  ${each.state}${each.isLate ? ', late' : ''}: ${each.items - each.open} of ${each.items} done (${each.kept} kept, ${each.taken} taken away), due ${each.dueAt.slice(0, 10)}`,
    )
    .join('\n')}\n`;
}

export function templatesText({ items }: Of<'templates'>): string {
  if (items.length === 0)
    return 'No campaign is kept to be launched again.\nNext: countersign campaign template people-each-quarter --kind manager --every quarter\n';
  return `${items
    .map(
      ({ name, design, every, nextAt, waitsSince, waitingItems, lastCampaign, retiredBecause }) =>
        `${name}  ${inertWithin(design.title, 60)}  ${design.kind}, ${every === null ? 'whenever somebody wants' : `every ${every}`}: ${
          retiredBecause !== null
            ? `retired, ${inertWithin(retiredBecause, 80)}`
            : waitsSince !== null
              ? `its turn since ${waitsSince.slice(0, 10)}${waitingItems === null ? '' : `, ${plural(waitingItems, 'item')} in scope`}: countersign campaign launch --template ${name} --as NAME`
              : nextAt === null
                ? 'no turn of its own'
                : `next ${nextAt.slice(0, 10)}`
        }${lastCampaign === null ? '' : `; last ${lastCampaign}`}`,
    )
    .join('\n')}\n`;
}

export function campaignText(shown: Of<'show'>): string {
  const effects = Object.entries(shown.effects).filter(([, count]) => count > 0);
  return [
    `${inert(shown.title)}  (${shown.id}, ${shown.kind}, lane of ${shown.lane})`,
    `  ${shown.state}${shown.isLate ? ', late' : ''}; due ${shown.dueAt.slice(0, 10)}; population ${shown.manifest ?? ''}`,
    `  ${plural(shown.items, 'item')}: ${shown.kept} kept, ${shown.taken} to be taken away, ${shown.open} open`,
    ...(shown.items === 0 ? ['  Nothing was in scope: this campaign asked nobody anything.'] : []),
    ...(shown.pending === 0 ? [] : [`  ${plural(shown.pending, 'answer')} chosen and not signed`]),
    ...(shown.unrouted === 0
      ? []
      : [`  ${shown.unrouted} open items are asked of nobody in particular; they wait for the pool`]),
    ...(shown.drifted === 0
      ? []
      : [`  ${shown.drifted} items are not at their source any more as they were frozen`]),
    ...(effects.length === 0
      ? []
      : [`  what was taken away: ${effects.map(([is, count]) => `${count} ${is}`).join(', ')}`]),
    ...(shown.waitsFor.length === 0
      ? []
      : [
          '  waits for (remind them):',
          ...shown.waitsFor.map(
            ({ reviewer, items }) =>
              `    ${String(items).padStart(6)}  ${reviewer === null ? 'nobody in particular (the pool)' : `${inert(reviewer.name)}${reviewer.canSign ? '' : ', who has no key enrolled'}`}`,
          ),
        ]),
    ...shown.silence.map(
      ({ mandate, says: said, whyNot }) =>
        `  ${inert(said)}${whyNot === null ? '' : ` Not yet: ${inert(whyNot)}.`}  (${mandate})`,
    ),
    ...shown.notes
      .slice(0, 10)
      .map(
        ({ what, item, at }) => `  ${at.slice(0, 10)}  ${inert(what)}${item === null ? '' : ` item ${item}`}`,
      ),
    ...(shown.closedBecause === null ? [] : [`  closed: ${inertWithin(shown.closedBecause, 200)}`]),
    '',
  ].join('\n');
}

export function itemsText({ items, next }: Of<'items'>): string {
  if (items.length === 0) return 'Nothing.\n';
  return `${[...items.flatMap(itemLines), ...(next === null ? [] : ['There are more; answer these, or say --limit N.'])].join('\n')}\n`;
}

function itemLines(item: Item): readonly string[] {
  const { content } = item;
  const asked = item.waits.map(({ role, reviewer }) =>
    reviewer === null ? 'the pool' : `${inert(reviewer)} (${role})`,
  );
  return [
    `${String(item.n).padStart(5)}  ${inertWithin(content.account.personName ?? content.account.name, 60)}: ${inertWithin(content.object.name, 80)}  (${content.source})`,
    `       tier ${content.tier}, used ${content.used.slice(0, 10)}${content.dataClass === null ? '' : `, ${content.dataClass} data`}${content.privileged ? ', privileged' : ''}${item.findings === 0 ? '' : `, ${plural(item.findings, 'finding')}`}${item.drift === null ? '' : `, ${item.drift === 'gone' ? 'gone at its source since' : 'changed at its source since'}`}`,
    ...(item.pending === null ? [] : [`       you chose: ${item.pending.answer}, not signed`]),
    ...item.answers.map(
      ({ answer, until }) =>
        `       signed: ${answer}${until === null ? '' : ` until ${until.slice(0, 10)}`}`,
    ),
    ...(item.state === 'open' && item.mySeat === null ? [`       asked of ${asked.join(' and ')}`] : []),
  ];
}

export function itemPageText(page: Of<'item'>): string {
  const { no } = page;
  return [
    ...itemLines(page.item),
    '',
    `What it allows: ${no.allows.length === 0 ? 'no right is known' : ''}`,
    ...no.allows
      .slice(0, 10)
      .map(
        ({ action, resource }) =>
          `  ${inertWithin(action, 60)} on ${inertWithin(resource ?? 'what its source does not name', 80)}`,
      ),
    ...(no.allows.length > 10 ? [`  and ${no.allows.length - 10} more`] : []),
    `A no: ${inert(no.says)}`,
    ...no.alternatives.map(
      ({ says: said, changes }) =>
        `  works: ${inert(said)}\n         ${changes.map((change) => `--change '${JSON.stringify(change)}'`).join(' ')}`,
    ),
    ...(page.nature === null
      ? ['Behaviour: no log that was read tells']
      : [`Behaviour: ${inert(page.nature.because)}`]),
    ...(page.anomalies ?? []).map((what) => `  ${inert(what)}`),
    ...page.exposures.map(
      ({ credential, place }) => `Exposed: ${inertWithin(credential, 60)} lies in ${inertWithin(place, 100)}`,
    ),
    ...page.findings.map(({ title, severity }) => `Finding (${severity}): ${inertWithin(title, 160)}`),
    ...(page.effect === null
      ? []
      : [
          `What came of it: ${page.effect.is}${page.effect.because === null ? '' : `: ${inert(page.effect.because)}`}`,
        ]),
    '',
  ].join('\n');
}

type Review<R extends keyof typeof reviews> = OutputOf<(typeof reviews)[R]>;
type Line = Review<'items'>['items'][number];

/** An item's handle as short as it is told apart by. */
export const shortOf = (item: string): string => item.slice(0, 12);

export const adviceOf = ({ advice, blind }: Pick<Line, 'advice' | 'blind'>): string =>
  blind === 'waits'
    ? '  (your own view first: its advice is shown when you have answered)'
    : advice === null
      ? ''
      : `  advice, without authority: ${advice.leans === 'keep' ? 'keep' : 'take away'}. ${advice.because.map((each) => inert(each)).join(' ')}`;

export function reviewText({ items, next, counts, mostInBulk, campaign }: Review<'items'>): string {
  if (items.length === 0) return 'Nothing is asked of you here.\n';
  return `${[
    ...items.flatMap(lineText),
    `${plural(counts.waiting, 'item')} to answer, ${counts.chosen} chosen and not signed, ${counts.signed} signed. At most ${mostInBulk} at once.`,
    ...campaign.silence.map((each) => inert(each)),
    ...(next === null ? [] : ['There are more; answer these, or say --limit N.']),
  ].join('\n')}\n`;
}

function lineText(line: Line): readonly string[] {
  const { looks, chosen } = line;
  return [
    `${shortOf(line.item)}  ${inertWithin(looks.account.personName ?? looks.account.name, 60)}: ${inertWithin(looks.object.name, 80)}  (${looks.source})`,
    `              tier ${looks.tier}, used ${looks.used.slice(0, 10)}${looks.dataClass === null ? '' : `, ${looks.dataClass} data`}${looks.privileged ? ', privileged' : ''}${line.endsHere ? '' : ', a no alone does not end it'}`,
    ...(adviceOf(line) === '' ? [] : [`            ${adviceOf(line)}`]),
    ...(chosen === null
      ? []
      : [
          `              you chose: ${inert(chosen.answer)}${chosen.until === null ? '' : ` until ${chosen.until.slice(0, 10)}`}`,
        ]),
  ];
}

export function reviewItemText(line: Line & { readonly beside: Review<'item'> }): string {
  const { beside } = line;
  return [
    ...lineText(line),
    '',
    'What it allows:',
    ...line.allows.map((each) => `  ${inertWithin(each, 160)}`),
    ...beside.paths.map(
      ({ steps, right }) => `  by ${steps.map((each) => inert(each)).join(' in ')}: ${inert(right)}`,
    ),
    `A no: ${inert(beside.no.says)}`,
    ...beside.no.offers.map(
      ({ id, says: said }) => `  works: ${inert(said)}  --offer ${id.replace('offer-', '')}`,
    ),
    `Behaviour: ${beside.nature === null ? 'no log that was read tells' : inert(beside.nature)}`,
    ...(beside.provenance === null ? [] : [inert(beside.provenance)]),
    ...(beside.anomalies ?? []).map((what) => `  ${inert(what)}`),
    ...beside.exposures.map((place) => `Exposed: a secret of it lies in ${inertWithin(place, 100)}`),
    ...beside.findings.map(({ title, severity }) => `Finding (${severity}): ${inertWithin(title, 160)}`),
    ...(beside.others === null ? [] : [`${beside.others} others hold the same.`]),
    ...(beside.changed ? ['It is not at its source any more as it was frozen.'] : []),
    '',
  ].join('\n');
}

export const qualityText = ({ told }: Review<'quality'>): string =>
  told === null
    ? 'Nothing is told before you have submitted.\n'
    : [
        told.words.summary,
        ...told.words.counted.map((each) => `  ${each}`),
        'Only shown, never counted:',
        ...told.words.shown.map((each) => `  ${each}`),
        'What was planted:',
        ...told.planted.map(
          ({ holder, object, right, answer }) =>
            `  ${inertWithin(holder, 60)}: ${inertWithin(object, 80)}  ${right === 'keep' ? 'was sound' : 'should go'}; you said ${inert(answer ?? 'nothing')}`,
        ),
        '',
      ].join('\n');

/** What is about to be signed, in this side's own words. */
export function toSignText({ decisions, answers, left }: Review<'openSubmission'>): string {
  const counts = Map.groupBy(answers, ({ leaf }) => leaf.answer);
  return [
    `You sign once, for ${plural(answers.length, 'answer')}: ${[...counts].map(([answer, given]) => `${given.length} ${answer}`).join(', ')}`,
    ...decisions.flatMap(({ proposal }) =>
      proposal.changes.map(({ change }) => `  ${inert(says(change))}, at ${inert(change.source)}`),
    ),
    // each by the text that is signed: whoever reads this sees what their key is about to say of whom
    ...answers.map(
      ({ item, leaf, text, because }) =>
        `  ${leaf.answer}  ${inert(itemSaid(text))}  ${shortOf(item)}${because === null ? '' : `, which others have to sign too: ${inert(because.message)}`}`,
    ),
    ...left.map(({ item, why }) => `  not signed: ${shortOf(item)}: ${inert(why.message)}`),
    '',
  ].join('\n');
}

export function submissionText(
  { submission, answers, decisions }: Review<'submit'>,
  campaign: string,
): string {
  const planned = decisions.filter((each) => each.is !== 'refused' && each.plan !== undefined);
  const refused = decisions.flatMap((each) => (each.is === 'refused' ? [each] : []));
  return [
    `${plural(answers, 'answer')} signed and recorded (${submission}).`,
    ...(decisions.length === 0
      ? []
      : [
          `  ${planned.length} of ${plural(decisions.length, 'case')} complete; they are carried out when the time for corrections is over`,
        ]),
    ...planned.map((each) => `  countersign execute ${'plan' in each ? (each.plan ?? '') : ''}   # now`),
    ...refused.map(({ proposal, why }) => `  ${proposal}: ${inert(why.message)}`),
    `How it went: countersign campaign how-it-went ${campaign} --as NAME`,
    '',
  ].join('\n');
}

export const effectsText = ({ items }: Of<'effects'>): string =>
  items.length === 0
    ? 'Nothing was taken away.\n'
    : `${items.map(({ n, is, because, proposal }) => `${String(n).padStart(5)}  ${is}${proposal === null ? '' : `  ${proposal}`}${because === null ? '' : `  ${inertWithin(because, 200)}`}`).join('\n')}\n`;
