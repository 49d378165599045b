import { accountView, agentWith, right, tool, type RuleCases } from './case.ts';

export const agentReadsAndSendsCases: RuleCases = {
  ruleId: 'agent-reads-and-sends',
  cases: [
    {
      name: 'a browser and a database: an address can carry data out',
      expect: 'hit',
      view: agentWith(tool('navigate_page', { server: 'npm:browser' }), tool('query_database')),
      recheckAt: null,
    },
    {
      name: 'mail that it reads and sends',
      expect: 'hit',
      view: agentWith(right('Mail.Read', 'api/1'), right('Mail.Send', 'api/1')),
    },
    {
      name: 'issues, customers and a channel',
      expect: 'hit',
      view: agentWith(tool('list_issues'), tool('find_customer'), tool('send_notification')),
    },
    {
      name: 'files that it reaches, and whatever address it likes',
      expect: 'hit',
      view: agentWith(right('reach', 'folder/home', { kind: 'folder', isConditional: true }), tool('fetch')),
    },
    {
      name: 'customers and a channel, and nothing that others wrote',
      expect: 'clear',
      view: agentWith(tool('find_customer'), tool('send_notification')),
    },
    { name: 'a browser and nothing private', expect: 'clear', view: agentWith(tool('navigate_page')) },
    {
      name: 'a browser, and a server whose tools were not listed',
      expect: 'unknown',
      view: agentWith(tool('navigate_page'), tool('*', { server: 'npm:other' })),
    },
    { name: 'nobody looked', expect: 'unknown', view: accountView({ kind: 'agent' }) },
  ],
};
