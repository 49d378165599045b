// A campaign over a million items: frozen with its manifest, a reviewer's page within it, and one signature over 10,000 answers.
import { keepAnswers } from '../src/commands/campaigns/answer.ts';
import { openLaunchOf, previewOf } from '../src/commands/campaigns/begin.ts';
import { itemsOf } from '../src/commands/campaigns/items.ts';
import { takeLaunch } from '../src/commands/campaigns/launch.ts';
import { openSubmission } from '../src/commands/campaigns/open-submission.ts';
import { showCampaign } from '../src/commands/campaigns/show.ts';
import { takeSubmission } from '../src/commands/campaigns/take-submission.ts';
import { refreshLists } from '../src/commands/identities.ts';
import type { CampaignId, Result } from '../src/model/index.ts';
import { openCampaignWorld, type CampaignWorld, type TestSigner } from '../test/support/campaign-world.ts';
import { access, asPages, keyOf, peopleFor, staff } from '../test/support/large-campaign.ts';
import { startBenchServer } from './estate-database.ts';
import { sampleOf, seconds, type Report } from './report.ts';

export const name = 'campaigns';

const rounds = 3;
const pagesARound = 40;
const pageRows = 50;
const answers = 10_000;

/** `COUNTERSIGN_BENCH_ITEMS` items, a million unless set. */
export async function run(): Promise<Report> {
  const wanted = Number(process.env['COUNTERSIGN_BENCH_ITEMS'] ?? '1000000');
  const server = await startBenchServer();
  try {
    const { url, admin, drop } = await server.fresh();
    const world = openCampaignWorld((role) => url.replace('countersign_server', `countersign_${role}`));
    const people = peopleFor(wanted);
    await world.takePages('hr', () => asPages(staff(people)));
    await world.takePages('app', () => asPages(access(people)));
    const lists = await seconds(() => refreshLists(world.system));
    const { [keyOf(0)]: lead } = await world.begin({ [keyOf(0)]: ['administrator', 'governor', 'reviewer'] });
    if (lead === undefined) throw new Error('nobody leads');
    const previews: number[] = [];
    const launches: number[] = [];
    let campaign: CampaignId | undefined;
    let items = 0;
    for (let round = 0; round < rounds; round++) {
      previews.push(await seconds(() => previewOf(world.system, { title: 'all', kind: 'manager' })));
      launches.push(
        await seconds(async () => {
          const { statement } = value(
            await openLaunchOf(world.system, {
              design: { title: 'all', kind: 'manager' },
              keyFingerprint: lead.fingerprint,
              evenIfEmpty: false,
            }),
          );
          const launched = value(
            await takeLaunch(world.system, { statement, signature: lead.sign(statement) }),
          );
          ({ campaign, items } = launched);
        }),
      );
    }
    if (campaign === undefined) throw new Error('nothing was launched');
    await admin.query('analyze review.campaign_item');
    const pages = await pagesOf(world, campaign, lead);
    const owner = await seconds(() => showCampaign(world.system, campaign ?? ''));
    const submissions: number[] = [];
    const opened = await choose(world, campaign, lead);
    submissions.push(await seconds(() => takeSubmission(world.system, opened)));
    await world.close();
    await drop();
    return {
      what: `a campaign by manager over ${items.toLocaleString('en')} items of ${people.toLocaleString('en')} people`,
      figures: [
        {
          what: 'frozen with its manifest and launched',
          unit: 's',
          sample: sampleOf(launches),
          target: { atMost: 30 },
        },
        { what: 'preview', unit: 's', sample: sampleOf(previews) },
        {
          what: `a reviewer's page of ${pageRows}, p95`,
          unit: 'ms',
          sample: sampleOf(pages),
          target: { atMost: 150 },
        },
        {
          what: `submission of ${answers.toLocaleString('en')} signed answers`,
          unit: 's',
          sample: sampleOf(submissions),
          target: { atMost: 5 },
        },
        { what: 'the owner’s page', unit: 's', sample: sampleOf([owner]) },
        { what: 'lists made anew before', unit: 's', sample: sampleOf([lists]) },
      ],
      ratios: [],
      notMeasured: ['reading the sources', 'several reviewers at once', 'the HTTP face'],
    };
  } finally {
    await server.stop();
  }
}

async function pagesOf(world: CampaignWorld, campaign: CampaignId, lead: TestSigner): Promise<number[]> {
  const p95s: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const times: number[] = [];
    let after: number | undefined;
    for (let n = 0; n < pagesARound; n++) {
      const started = performance.now();
      const page = value(
        await itemsOf(world.system, {
          campaign,
          keyFingerprint: lead.fingerprint,
          show: 'waiting',
          limit: pageRows,
          ...(after === undefined ? {} : { after }),
        }),
      );
      times.push(performance.now() - started);
      if (page.items.length < pageRows) throw new Error('the page is not full');
      after = page.next ?? undefined;
    }
    p95s.push(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN);
  }
  return p95s;
}

async function choose(world: CampaignWorld, campaign: CampaignId, lead: TestSigner) {
  let after: number | undefined;
  for (let chosen = 0; chosen < answers;) {
    const page = value(
      await itemsOf(world.system, {
        campaign,
        keyFingerprint: lead.fingerprint,
        show: 'waiting',
        limit: 500,
        ...(after === undefined ? {} : { after }),
      }),
    );
    value(
      await keepAnswers(world.system, {
        campaign,
        keyFingerprint: lead.fingerprint,
        by: 'choice',
        answers: page.items.map((item) => ({ item: item.n, itemDigest: item.digest, answer: 'certify' })),
      }),
    );
    chosen += page.items.length;
    after = page.next ?? undefined;
    if (after === undefined) break;
  }
  const { statement, about, ...open } = value(
    await openSubmission(world.system, { campaign, keyFingerprint: lead.fingerprint }),
  );
  if (statement === undefined || about === null) throw new Error('nothing was chosen');
  return {
    statement,
    signature: lead.sign(statement),
    about,
    decisions: [],
    answers: open.answers.map(({ leaf }) => leaf),
  };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
