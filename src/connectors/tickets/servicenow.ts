import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { basicAuth, below, callDesk, said, type DeskOptions, type TicketDesk } from './desk.ts';

/**
 * Records of one table of ServiceNow (Table API): `https://HOST?table=incident&user=NAME`. The marker is the record's
 * `correlation_id`, which is there for that.
 */
export function servicenowDesk(options: DeskOptions): TicketDesk {
  const of = 'ServiceNow';
  const table = said(options.url, 'table') ?? 'incident';
  const user = said(options.url, 'user') ?? '';
  if (!/^[a-z][a-z0-9_]{0,79}$/.test(table) || user === '')
    throw new Fault('usage', 'The URL of a ServiceNow desk names `user=NAME` and a table.');
  const path = `/api/now/table/${table}`;
  const headers = { authorization: basicAuth(user, options.password) };
  const id = z.string().regex(/^[0-9a-f]{32}$/);
  const record = z.object({ sys_id: id, number: z.string().max(80) });
  const refOf = ({ sys_id: ref, number }: z.infer<typeof record>) => ({
    ref,
    url: below(options.url, '/nav_to.do', { uri: `${table}.do?sys_id=${ref}&number=${number}` }).href,
  });
  return {
    async find(marker) {
      const { value } = await callDesk(
        options,
        of,
        {
          url: below(options.url, path, {
            sysparm_query: `correlation_id=${marker.replaceAll(/[^\w-]/g, '-')}`,
            sysparm_fields: 'sys_id,number',
            sysparm_limit: '1',
          }),
          method: 'GET',
          headers,
        },
        z.object({ result: z.array(record).max(1) }),
      );
      const [found] = value.result;
      return found === undefined ? undefined : refOf(found);
    },
    async open({ title, text, marker }) {
      const { value } = await callDesk(
        options,
        of,
        {
          url: below(options.url, path),
          method: 'POST',
          headers,
          body: {
            short_description: title,
            description: plain(text),
            correlation_id: marker.replaceAll(/[^\w-]/g, '-'),
            correlation_display: 'Countersign',
          },
        },
        z.object({ result: record }),
      );
      return refOf(value.result);
    },
    async note(ref, text) {
      await callDesk(
        options,
        of,
        {
          url: below(options.url, `${path}/${encodeURIComponent(ref)}`),
          method: 'PATCH',
          headers,
          body: { work_notes: plain(text) },
        },
        z.object({ result: record }),
      );
    },
  };
}

/** Journal fields render HTML between `[code]` and `[/code]`: no text of ours opens one. */
const plain = (text: string): string => text.replaceAll(/\[(\/?code)\]/gi, '($1)');
