/**
 * Where people are asked to make a change by hand. In: what to do, in plain text, and a marker. Out: one ticket, however
 * often it is asked for. Loaded in the enforcer only; reads nothing of the estate and believes nothing that a ticket says.
 */
import { Fault } from '../../model/failure.ts';
import { isCoveredUrl } from '../kit/rest/api-host.ts';
import type { DeskOptions, TicketDesk } from './desk.ts';
import { githubDesk } from './github.ts';
import { jiraDesk } from './jira.ts';
import { servicenowDesk } from './servicenow.ts';

export type { TicketDesk, TicketRef, TicketText } from './desk.ts';

/** Every kind of desk; adding one is a file and a line here. */
export const desks = { github: githubDesk, jira: jiraDesk, servicenow: servicenowDesk } as const;
export type DeskKind = keyof typeof desks;
export const isDeskKind = (text: string): text is DeskKind => Object.hasOwn(desks, text);

/** Opens a desk; throws Fault `usage` for a URL that holds a credential, or is not HTTPS beyond this machine. */
export function openDesk(kind: DeskKind, options: DeskOptions): TicketDesk {
  checkDeskUrl(options.url);
  return desks[kind](options);
}

export function checkDeskUrl(text: string): void {
  const url = URL.parse(text);
  if (url === null || !isCoveredUrl(url))
    throw new Fault('usage', 'The URL of a ticket desk is `https://…`.');
  if (url.username !== '' || url.password !== '')
    throw new Fault('usage', 'The URL of a ticket desk holds no credential.', {
      next: 'Give it with `--password-from`.',
    });
}
