import { done, refuse, type Result } from '../../../model/index.ts';
import { moment, reason, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { Party, Told } from '../../told.ts';
import { commandOf, deedOfStatement, targetOfStatement, verbOfTag } from './statement.ts';
import { audited } from './pgaudit.ts';

type Event = Readonly<Record<string, unknown>>;
type Said = Pick<Told, 'action' | 'deed' | 'targets' | 'outcome'>;

/**
 * PostgreSQL’s server log as `jsonlog` or `csvlog` (rows under the names of jsonlog’s keys), with pgaudit’s entries where
 * it is loaded. A statement’s text is looked at and not kept: it may hold passwords and data.
 */
export const postgres = vendorFormat({
  id: 'postgres',
  title: 'PostgreSQL log',
  product: { name: 'PostgreSQL', vendor: 'PostgreSQL' },
  is: (event) =>
    text(event, 'error_severity') !== undefined &&
    (text(event, 'pid') !== undefined ||
      text(event, 'session_id') !== undefined ||
      text(event, 'backend_type') !== undefined),
  told: (event): Result<Told> => {
    const said = saidIn(event);
    if (said === undefined)
      return refuse('input_wrong_kind', 'A line of the PostgreSQL server about itself: nobody did anything.');
    const name = text(event, 'user') ?? said.user;
    const actor: Party | undefined =
      name === undefined ? undefined : { uid: `role/${name}`, name, kind: 'user', type: 'role' };
    const database = text(event, 'dbname');
    const [line, session] = [text(event, 'line_num'), text(event, 'session_id')];
    return done({
      uid: session === undefined || line === undefined ? undefined : `${session}.${line}`,
      timeMs: moment(event, 'timestamp'),
      action: said.action,
      deed: said.deed.class === 'authentication' ? { ...said.deed, user: actor } : said.deed,
      actor,
      app: some({ name: text(event, 'application_name') }),
      session: some({ uid: session, createdMs: moment(event, 'session_start') }),
      targets:
        said.targets.length > 0
          ? said.targets
          : database === undefined
            ? []
            : [{ uid: `database/${database}`, name: database, type: 'database' }],
      outcome: said.outcome,
      from: { ip: hostOf(event) },
      more: some({ database }),
    });
  },
});

const hostOf = (event: Event): string | undefined => {
  const host = text(event, 'remote_host') ?? text(event, 'connection_from')?.replace(/:\d+$/, '');
  return host === '[local]' ? undefined : host;
};

/** What one line tells that somebody did, or undefined: most lines are about the server. */
function saidIn(event: Event): (Said & { readonly user?: string | undefined }) | undefined {
  const message = text(event, 'message') ?? '';
  const severity = text(event, 'error_severity') ?? '';
  const failed = severity === 'ERROR' || severity === 'FATAL' || severity === 'PANIC';
  const code = text(event, 'state_code');
  if (message.startsWith('AUDIT: ')) return audited(message, text(event, 'dbname'));
  const authorized = /^(?:replication )?connection authorized: user=(\S+)/.exec(message);
  if (authorized !== null)
    return {
      action: 'connection authorized',
      deed: { class: 'authentication', activity: 'logon' },
      targets: [],
      outcome: { status: 'success' },
      user: authorized[1],
    };
  if (message.startsWith('disconnection: '))
    return {
      action: 'disconnection',
      deed: { class: 'authentication', activity: 'logoff' },
      targets: [],
      outcome: { status: 'success' },
    };
  if (
    failed &&
    (code?.startsWith('28') === true ||
      /authentication failed for user|no pg_hba\.conf entry|role "[^"]*" does not exist/.test(message))
  )
    return {
      action: 'authentication',
      deed: { class: 'authentication', activity: 'logon' },
      targets: [],
      outcome: { status: 'failure', code, detail: reason(message) },
      user: /(?:user|role) "([^"]+)"/.exec(message)?.[1],
    };
  if (failed && code !== undefined && text(event, 'user') !== undefined) {
    const denied = /permission denied for (\w+(?: \w+)?) (\S+)$/.exec(message);
    const action = commandOf(text(event, 'statement') ?? text(event, 'ps') ?? '');
    return {
      action,
      deed: { class: 'api', activity: verbOfTag(action) },
      targets: denied?.[2] === undefined ? [] : [{ name: denied[2], type: denied[1] }],
      outcome: { status: 'failure', code, detail: reason(message.split('\n')[0]) },
    };
  }
  const statement =
    /^(duration: [\d.]+ ms {2})?(?:statement|execute [^:]{1,80}|fastpath function call): ([^]*)$/.exec(
      message,
    );
  if (statement?.[2] === undefined) return undefined;
  return {
    action: commandOf(statement[2]),
    deed: deedOfStatement(statement[2]),
    targets: targetOfStatement(statement[2]),
    // with its duration it is written afterwards, without before: an error is then another line
    outcome: { status: statement[1] === undefined ? 'unknown' : 'success' },
  };
}
