import { authorityWords, dueWords, footer, type Line, type Message } from '../message.ts';

/**
 * As Slack's incoming webhooks take it. Text of sources stands in `plain_text` alone, where Slack makes no link, no mention
 * and no emoji of anything; what can be pressed is a button with the console's address. The fallback is our own words only.
 */
export const slackOf = ({ authority, subject, lines, more, url, kinds }: Message): object => ({
  text: `Countersign: ${authority}, ${kinds.length === 1 ? (kinds[0] ?? '') : `${kinds.length} kinds`}`,
  mrkdwn: false,
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
  blocks: [
    { type: 'header', text: plain(subject, 150) },
    { type: 'context', elements: [plain(authorityWords[authority], 300)] },
    ...lines.map(blockOf),
    ...(more > 0
      ? [{ type: 'section', text: plain(`And ${more} more.`, 100), accessory: button('Open all', url) }]
      : []),
    { type: 'context', elements: [plain(footer, 300)] },
  ],
});

const blockOf = (line: Line): object => ({
  type: 'section',
  text: plain(
    [`${line.title} [${line.authority}]`, line.why, dueWords(line)].filter((text) => text !== '').join('\n'),
    2900,
  ),
  accessory: button('Open', line.url),
});

/** Slack refuses a block that is longer than it takes. */
const plain = (text: string, most: number): object => ({
  type: 'plain_text',
  emoji: false,
  text: text.length > most ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text,
});

const button = (text: string, url: string): object => ({
  type: 'button',
  text: { type: 'plain_text', emoji: false, text },
  url,
});
