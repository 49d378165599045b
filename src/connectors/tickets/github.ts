import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { below, callDesk, type DeskOptions, type TicketDesk, type TicketRef } from './desk.ts';

const issue = z.object({ number: z.int(), html_url: z.string().max(2000), body: z.string().nullable() });
const label = 'countersign';
/** A hundred issues a page; a repository with more of ours than this has to be told by the people who close them. */
const mostPages = 50;

/** Issues of one repository: `https://api.github.com/repos/OWNER/NAME`, or the same of a GitHub Enterprise Server. */
export function githubDesk(options: DeskOptions): TicketDesk {
  const of = 'GitHub';
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${options.password}`,
    'x-github-api-version': '2022-11-28',
  };
  return {
    async find(marker) {
      for (let page = 1; page <= mostPages; page++) {
        const url = below(options.url, '/issues', {
          labels: label,
          state: 'all',
          sort: 'created',
          direction: 'desc',
          per_page: '100',
          page: String(page),
        });
        const { value, headers: answered } = await callDesk(
          options,
          of,
          { url, method: 'GET', headers },
          z.array(issue).max(100),
        );
        const found = value.find(({ body }) => body?.includes(markerLine(marker)) === true);
        if (found !== undefined) return refOf(found);
        if (!(answered.get('link') ?? '').includes('rel="next"')) return undefined;
      }
      throw new Fault('target_failed', `More than ${mostPages * 100} issues have the label \`${label}\`.`, {
        next: `Take the label off issues that are long settled.`,
      });
    },
    async open({ title, text, marker }) {
      const { value } = await callDesk(
        options,
        of,
        {
          url: below(options.url, '/issues'),
          method: 'POST',
          headers,
          body: { title, body: `${fenced(text)}\n\n${markerLine(marker)}`, labels: [label] },
        },
        issue,
      );
      return refOf(value);
    },
    async note(ref, text) {
      await callDesk(
        options,
        of,
        {
          url: below(options.url, `/issues/${encodeURIComponent(ref)}/comments`),
          method: 'POST',
          headers,
          body: { body: fenced(text) },
        },
        z.looseObject({ id: z.number() }),
      );
    },
  };
}

const refOf = ({ number, html_url: url }: z.infer<typeof issue>): TicketRef => ({ ref: String(number), url });
const markerLine = (marker: string): string => `<!-- ${marker} -->`;

/** In a fence longer than any in the text: no link, no mention and no image of it is one. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
