import { describe, expect, it } from 'vitest';
import { isInstant, must } from '../../model/index.ts';
import { inertLines } from '../../platform/text.ts';
import { compose, type Message } from '../message.ts';
import { cloudEventOf } from './cloud-event.ts';
import { mailOf } from './mail.ts';
import { slackOf } from './slack.ts';
import { teamsOf } from './teams.ts';

const at = must(isInstant, '2026-07-01T10:00:00.000Z');
const hostile = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '<!channel> <!here> <@U012AB3CD> @channel @everyone <https://evil.example|click> *bold* :rotating_light:',
  '[approve](https://evil.example) **bold** <at>Everyone</at> ![x](https://evil.example/x.png)',
  'safe\u202Eelif.exe \u200Bwww.evil.example https://evil.example mailto:x@evil.example',
  'https://evil.example/login is where to answer',
  'line\r\nBcc: everybody@acme.example\r\n\r\nnew body',
];
const usual = (n: number): string => hostile[n % hostile.length] ?? '';

const composed = (more: Partial<Parameters<typeof compose>[0]> = {}, count = hostile.length): Message =>
  compose({
    id: 'dlv_00000000000000000000000001',
    notices: [...Array(count).keys()].map((n) => ({
      kind: 'effect.failed' as const,
      about: `prp_0000000${n}`,
      title: usual(n),
      why: usual(n),
      since: at,
      due: at,
      otherwise: 'it is tried again',
      path: `/proposals/prp_0000000${n}`,
    })),
    as: 'notice',
    detail: 'full',
    console: 'https://iga.acme.example',
    at,
    ...more,
  });

const ours = /^https:\/\/iga\.acme\.example\/(?:proposals\/prp_0000000\d|inbox)$/;

const strings = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

describe('text of sources in a message', () => {
  it('is text in HTML mail: no tag, no link but the console’s, no line that a header could begin with', () => {
    const { subject, html, text } = mailOf(composed());
    expect(html.replace('<!doctype html>', '').match(/<(?:script|img|at|!|@)/g)).toBeNull();
    for (const [, to] of html.matchAll(/href="([^"]*)"/g)) expect(to).toMatch(ours);
    expect(subject).not.toMatch(/[\r\n\u202E\u200B]/);
    expect(subject).toMatch(/^\[effect\] /);
    expect(html).toContain('https[:]//evil.example/login');
    expect(`${html}${text}`).not.toMatch(/https?:\/\/evil|www\.evil|mailto:x|[\u202E\u200B]/);
    expect(text).not.toMatch(/^Bcc:/m);
  });

  it('stands in Slack in plain text alone, where nothing is a mention, a link or an emoji', () => {
    const sent = slackOf(composed());
    const all = JSON.stringify(sent);
    expect(all).not.toContain('"mrkdwn"}');
    expect(all.match(/"type":"(?!plain_text|header|context|section|button)[a-z_]+"/g)).toBeNull();
    expect(all.match(/"emoji":true/)).toBeNull();
    expect(Object.entries(sent)[0]).toEqual(['text', 'Countersign: effect, effect.failed']);
    expect(sent).toMatchObject({ link_names: false, mrkdwn: false });
  });

  it('stands in Teams in runs of text alone, which know no Markdown, and mentions nobody', () => {
    const all = JSON.stringify(teamsOf(composed()));
    expect(all).not.toContain('"TextBlock"');
    expect(all).not.toContain('msteams');
    for (const [, to] of all.matchAll(/"url":"([^"]*)"/g)) expect(to).toMatch(ours);
  });

  it.each(['mail', 'slack', 'teams', 'event'] as const)('holds no hidden character as %s', (as) => {
    const message = composed();
    const sent = {
      mail: mailOf(message),
      slack: slackOf(message),
      teams: teamsOf(message),
      event: cloudEventOf(message, 'x'),
    };
    // line breaks are the format's own
    for (const said of strings(sent[as])) expect(inertLines(said)).toBe(said);
  });

  it('is not told at all to a room that may not see names', () => {
    for (const sent of [mailOf, slackOf, teamsOf].map((of) =>
      JSON.stringify(of(composed({ detail: 'brief' }))),
    ))
      expect(sent).not.toMatch(/evil|alert|everybody/);
  });
});

describe('a message', () => {
  it('says of itself and of each line whether it is advice, a decision or an effect', () => {
    for (const sent of [
      mailOf(composed()).text,
      JSON.stringify(slackOf(composed())),
      JSON.stringify(teamsOf(composed())),
    ])
      expect(sent).toContain('EFFECT: this tells of a change at a target system');
    expect(cloudEventOf(composed({}, 1), 'countersign/acme')).toMatchObject({
      specversion: '1.0',
      id: 'dlv_00000000000000000000000001',
      source: 'countersign/acme',
      type: 'countersign.effect.failed',
      authority: 'effect',
      data: { authority: 'effect', notices: [{ kind: 'effect.failed', authority: 'effect' }] },
    });
  });

  it('has links that name a thing and hold nothing else, and says that opening one approves nothing', () => {
    const { text } = mailOf(composed());
    expect(text).toContain('Nothing is approved by opening one');
    for (const [link] of text.matchAll(/https:\S+/g)) expect(link).not.toMatch(/[?&#]|token|sig/);
  });

  it('says how much more there is than it shows, in the sizes that Slack takes', () => {
    const message = composed({}, 60);
    expect(message.lines).toHaveLength(20);
    expect(message.more).toBe(40);
    expect(mailOf(message).text).toContain('And 40 more: https://iga.acme.example/inbox');
    const sent: unknown = slackOf(message);
    expect(JSON.stringify(sent).match(/"type":"section"/g)).toHaveLength(21);
  });
});
