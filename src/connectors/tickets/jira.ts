import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { basicAuth, below, callDesk, said, type DeskOptions, type TicketDesk } from './desk.ts';

/**
 * Issues of one project of Jira Cloud (REST API v3): `https://HOST?project=KEY&user=ADDRESS`, and `&type=NAME` where the
 * project has no `Task`. The marker is a label, which Jira's search finds exactly.
 */
export function jiraDesk(options: DeskOptions): TicketDesk {
  const of = 'Jira';
  const project = said(options.url, 'project') ?? '';
  const user = said(options.url, 'user') ?? '';
  if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(project) || user === '')
    throw new Fault('usage', 'The URL of a Jira desk names `project=KEY` and `user=ADDRESS`.');
  const base = new URL(options.url);
  const headers = { authorization: basicAuth(user, options.password) };
  const browse = (key: string): string => below(base.href, `/browse/${key}`).href;
  const key = z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/);
  return {
    async find(marker) {
      const { value } = await callDesk(
        options,
        of,
        {
          url: below(base.href, '/rest/api/3/search/jql', {
            jql: `project = "${project}" AND labels = "${labelOf(marker)}"`,
            fields: 'summary',
            maxResults: '1',
          }),
          method: 'GET',
          headers,
        },
        z.object({ issues: z.array(z.object({ key })).max(1) }),
      );
      const [found] = value.issues;
      return found === undefined ? undefined : { ref: found.key, url: browse(found.key) };
    },
    async open({ title, text, marker }) {
      const { value } = await callDesk(
        options,
        of,
        {
          url: below(base.href, '/rest/api/3/issue'),
          method: 'POST',
          headers,
          body: {
            fields: {
              project: { key: project },
              issuetype: { name: said(options.url, 'type') ?? 'Task' },
              summary: title,
              description: document(text),
              labels: ['countersign', labelOf(marker)],
            },
          },
        },
        z.object({ key }),
      );
      return { ref: value.key, url: browse(value.key) };
    },
    async note(ref, text) {
      await callDesk(
        options,
        of,
        {
          url: below(base.href, `/rest/api/3/issue/${encodeURIComponent(ref)}/comment`),
          method: 'POST',
          headers,
          body: { body: document(text) },
        },
        z.looseObject({ id: z.string() }),
      );
    },
  };
}

/** Labels have no spaces. */
const labelOf = (marker: string): string => marker.replaceAll(/[^\w-]/g, '-');

/** Atlassian Document Format: a code block, in which text is text. */
const document = (text: string) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'codeBlock', attrs: { language: 'text' }, content: [{ type: 'text', text }] }],
});
