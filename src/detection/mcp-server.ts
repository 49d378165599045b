import type { AccountView, Contribution } from '../model/index.ts';

/** A server in a client's configuration, as the `mcp` source tells of it. */
export const isMcpServer = (view: AccountView): boolean => view.attributes['what'] === 'MCP server';

/** An agent, or what acts for one with credentials of its own. */
export const actsForAgent = (view: AccountView): boolean => view.kind === 'agent' || isMcpServer(view);

/** What a server's hands could do: the credentials that it was given. */
export const blastOfServer = ({ credentials }: AccountView): readonly Contribution[] =>
  credentials.length === 0
    ? [{ what: 'it was given no credential; it runs with the rights of whoever starts it', points: 20 }]
    : [{ what: 'it was given credentials, and runs with the rights of whoever starts it', points: 30 }];

/** Where to look: the file, and the agent that it configures. */
export const placeOf = (view: AccountView): string =>
  `${view.attributes['agent'] ?? view.ref.name}, ${view.attributes['place'] ?? 'a file that is not named'}`;
