import { Link } from '@tanstack/react-router';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { EmptyState } from '../../components/states.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/roles.ts';

type Answer = RouteOutput<'roles.suggest'>;
type Role = Answer['roles'][number];

const mostShown = 100;
const byWords = { group: t('group'), department: t('department'), title: t('jobTitle') } as const;

/** The roles in words, the ones that give the most first: the same as the matrix. */
export function RoleList({
  answer,
  chosen,
  find,
  onChoose,
  onFind,
}: {
  readonly answer: Answer;
  readonly chosen: number | undefined;
  readonly find: string;
  readonly onChoose: (role: number) => void;
  readonly onFind: (text: string) => void;
}) {
  const wanted = find.trim().toLowerCase();
  const found = answer.roles
    .map((role, at) => ({ role, number: at + 1 }))
    .filter(({ role }) => wanted === '' || isCalled(role, wanted));
  const shown = found.slice(0, mostShown);
  return (
    <Card title={t('roles')}>
      <div className="role-find">
        <SearchField label={t('find')} value={find} onSearch={onFind} />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon="search" title={t('noneFound')}>
          {t('noneFoundWhy')}
        </EmptyState>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div className="role-scroll" tabIndex={0} role="group" aria-label={t('roles')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('role')}</th>
                <th scope="col">{t('shared')}</th>
                <th scope="col">{t('accounts')}</th>
                <th scope="col">{t('rights')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ role, number: at }) => (
                <tr key={at} className={at === chosen ? 'role-chosen' : undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className="linkish"
                      aria-pressed={at === chosen}
                      onClick={() => onChoose(at)}
                    >
                      {number(at)}. {role.name}
                    </button>{' '}
                    <Link
                      to="/bundles"
                      search={{ edit: 'new', source: answer.source, role: at }}
                      className="link role-bundle"
                    >
                      {t('makeBundle')}
                    </Link>
                    {role.includes.length === 0 ? null : (
                      <span className="quiet">
                        {t('includes', {
                          roles: role.includes
                            .map((other) => t('roleNumber', { number: other + 1 }))
                            .join(', '),
                        })}
                      </span>
                    )}
                  </th>
                  <td>
                    {role.shares.length === 0 ? (
                      <span className="quiet">{t('nothingShared')}</span>
                    ) : (
                      role.shares.map(({ by, value, within, all }) => (
                        <span key={`${by} ${value}`} className="role-shares">
                          {t('sharedBy', { by: byWords[by], value, within, users: role.users, all })}
                        </span>
                      ))
                    )}
                  </td>
                  <td className="breaks">{some(role.accounts, role.users)}</td>
                  <td className="breaks mono">{some(role.rights, role.permissions)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {answer.truncated || found.length > shown.length ? (
        <p className="quiet role-find">{t('cut', { count: shown.length, total: answer.total })}</p>
      ) : null}
    </Card>
  );
}

const isCalled = ({ name, accounts, rights }: Role, wanted: string): boolean =>
  [name, ...accounts.map((each) => each.name), ...rights.map((each) => each.name)].some((text) =>
    text.toLowerCase().includes(wanted),
  );

function some(refs: readonly { readonly name: string }[], all: number): string {
  const names = refs
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');
  return all > 3 ? t('first', { names, count: all - 3 }) : names;
}
