import type { Observation } from '../../model/index.ts';
import type { ReadPage } from './connector.ts';

const pageSize = 1000;

/** Everything that is observed, a page at a time; with the last page the read is complete. */
export async function* observationPages(observations: AsyncIterable<Observation>): AsyncIterable<ReadPage> {
  let page: Observation[] = [];
  for await (const observation of observations) {
    page.push(observation);
    if (page.length < pageSize) continue;
    yield { observations: page };
    page = [];
  }
  yield { observations: page, complete: true };
}
