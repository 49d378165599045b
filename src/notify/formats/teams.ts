import { authorityWords, dueWords, footer, type Line, type Message } from '../message.ts';

/**
 * An Adaptive Card as the webhooks of Microsoft Teams (Workflows) take it. Text of sources stands in `TextRun` alone, which
 * knows no Markdown; nobody is mentioned, since a mention needs an entity and there is none.
 */
export const teamsOf = ({ authority, subject, lines, more, url }: Message): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          run({ text: subject, size: 'large', weight: 'bolder' }),
          run({ text: authorityWords[authority], weight: 'bolder' }),
          ...lines.map(containerOf),
          ...(more > 0 ? [run({ text: `And ${more} more.` })] : []),
          run({ text: footer, isSubtle: true, size: 'small' }),
        ],
        actions: [{ type: 'Action.OpenUrl', title: 'Open in Countersign', url }],
      },
    },
  ],
});

const containerOf = (line: Line): object => ({
  type: 'Container',
  separator: true,
  selectAction: { type: 'Action.OpenUrl', title: 'Open', url: line.url },
  items: [
    run({ text: `${line.title} [${line.authority}]`, weight: 'bolder' }),
    ...[line.why, dueWords(line)].filter((text) => text !== '').map((text) => run({ text })),
  ],
});

const run = (said: {
  readonly text: string;
  readonly size?: 'small' | 'large';
  readonly weight?: 'bolder';
  readonly isSubtle?: true;
}): object => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...said }] });
