import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRoute } from '../../api/queries.ts';
import type { RouteInput, RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Icon } from '../../components/icon.tsx';
import { Select } from '../../components/select.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { consoleWords, plain, t } from '../../text/policies.ts';

type Asked = RouteInput<'policies.test-console'>;
type Role = Asked['roles'][number];
type Action = Asked['action'];
const actions = ['view', 'operate', 'manage_sources', 'sign', 'manage_own', 'administer'] as const;
const scopes = ['view', 'operate'] as const;

/** Role by action; and whether a call with certain roles, or by a token, would be permitted. */
export function ConsoleRights() {
  const query = useRoute('policies.console-rights', {});
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={8} />;
  const { roles } = query.data;
  return (
    <div className="console-rights">
      <div>
        <p className="soft prose">{t('consoleWhy')}</p>
        <div>
          <table className="table console-table">
            <thead>
              <tr>
                <th scope="col">{t('role')}</th>
                {actions.map((action) => (
                  <th key={action} scope="col">
                    {consoleWords[action]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {roles.map(({ role, may }) => (
                <tr key={role}>
                  <th scope="row">{plain(role)}</th>
                  {actions.map((action) => (
                    <td key={action}>
                      {may.includes(action) ? (
                        <>
                          <Icon name="check" />
                          <span className="sr">{t('may')}</span>
                        </>
                      ) : (
                        <span className="sr">{t('mayNot')}</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <ConsoleTester roles={roles.map(({ role }) => role)} />
    </div>
  );
}

function ConsoleTester({ roles }: { readonly roles: readonly Role[] }) {
  const [held, setHeld] = useState<readonly Role[]>([]);
  const [action, setAction] = useState<Action>('view');
  const [token, setToken] = useState<readonly (typeof scopes)[number][]>();
  const [answer, setAnswer] = useState<RouteOutput<'policies.test-console'>>();
  const [problem, setProblem] = useState<Problem>();
  const changed = (): void => setAnswer(undefined);
  const ask = async (): Promise<void> => {
    setProblem(undefined);
    try {
      const asked = { roles: held, action, ...(token === undefined ? {} : { scopes: token }) };
      setAnswer(await call('policies.test-console', asked));
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <Card title={t('tryConsole')}>
      <Select
        label={t('action')}
        value={action}
        choices={actions.map((id) => ({ id, label: consoleWords[id] ?? id }))}
        onChange={(id) => {
          setAction(actions.find((each) => each === id) ?? 'view');
          changed();
        }}
      />
      <fieldset className="checks">
        <legend className="label">{t('rolesHeld')}</legend>
        {roles.map((role) => (
          <Checkbox
            key={role}
            label={plain(role)}
            isChecked={held.includes(role)}
            onChange={(on) => {
              setHeld(on ? [...held, role] : held.filter((each) => each !== role));
              changed();
            }}
          />
        ))}
      </fieldset>
      <fieldset className="checks">
        <legend className="label">{t('asToken')}</legend>
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            label={consoleWords[scope]}
            isChecked={token?.includes(scope) ?? false}
            onChange={(on) => {
              const next = on ? [...(token ?? []), scope] : (token ?? []).filter((each) => each !== scope);
              setToken(next.length === 0 ? undefined : next);
              changed();
            }}
          />
        ))}
      </fieldset>
      <Button look="ink" onPress={() => void ask()}>
        {t('ask')}
      </Button>
      {problem === undefined ? null : <Callout tone="alarm">{problem.message}</Callout>}
      <div role="status">
        {answer === undefined ? null : (
          <div className="stack">
            <p>
              <VerdictMark verdict={answer.outcome} />{' '}
              {answer.outcome === 'permit'
                ? t('callPermitted')
                : t('callDenied', { why: answer.because ?? '' })}
            </p>
            {answer.deciding.length === 0 ? null : (
              <ul className="plain-list">
                {answer.deciding.map(({ id, says }) => (
                  <li key={id}>
                    <span className="mono">{id}</span> <span className="soft">{says}</span>
                  </li>
                ))}
              </ul>
            )}
            <p className="quiet">
              {answer.rolesThatMay.length === 0
                ? t('noRoleEnough')
                : t('enough', { roles: answer.rolesThatMay.map(plain).join(', ') })}
            </p>
          </div>
        )}
      </div>
    </Card>
  );
}
