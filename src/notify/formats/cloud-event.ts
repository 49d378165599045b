import type { Message } from '../message.ts';

/**
 * CloudEvents 1.0 in JSON (`application/cloudevents+json`). `authority` is an extension attribute, so that whoever routes
 * events sees it without looking into the data.
 */
export const cloudEventOf = (message: Message, source: string): object => ({
  specversion: '1.0',
  id: message.id,
  source,
  type: `countersign.${message.kinds.length === 1 ? (message.kinds[0] ?? 'notices') : 'notices'}`,
  time: message.at,
  ...(message.lines.length === 1 && message.more === 0 ? { subject: message.lines[0]?.about } : {}),
  authority: message.authority,
  datacontenttype: 'application/json',
  data: {
    authority: message.authority,
    subject: message.subject,
    url: message.url,
    more: message.more,
    notices: message.lines.map(({ kind, authority, about, title, why, due, otherwise, url }) => ({
      kind,
      authority,
      about,
      title,
      ...(why === '' ? {} : { why }),
      due,
      ...(otherwise === null ? {} : { otherwise }),
      url,
    })),
  },
});
