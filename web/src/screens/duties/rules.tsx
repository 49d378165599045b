import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { Risk } from '../../components/risk.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/duties.ts';

/** Rule by rule: what it keeps apart, and how many go against it. */
export function Rules({
  rules,
  chosen,
  onChoose,
}: {
  readonly rules: RouteOutput<'duties.check'>['rules'];
  readonly chosen: string | undefined;
  readonly onChoose: (rule: string) => void;
}) {
  return (
    <Card title={t('rules')} footer={t('administratorsWhy')}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="duty-matrix" tabIndex={0} role="group" aria-label={t('rules')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('rule')}</th>
              <th scope="col">{t('weight')}</th>
              <th scope="col" className="right">
                {t('both')}
              </th>
              <th scope="col" className="right">
                {t('excepted')}
              </th>
              <th scope="col" className="right">
                {t('depends')}
              </th>
              <th scope="col" className="right">
                {t('administrators')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.id} className={rule.id === chosen ? 'duty-chosen' : undefined}>
                <th scope="row" className="duty-rule">
                  <button
                    type="button"
                    className="linkish"
                    aria-pressed={rule.id === chosen}
                    onClick={() => onChoose(rule.id)}
                  >
                    {rule.title}
                  </button>
                  <span className="quiet">{rule.why}</span>
                </th>
                <td>
                  <Risk level={rule.severity === 'info' ? 'low' : rule.severity} />
                </td>
                <td className="right num">{number(rule.conflicts)}</td>
                <td className="right num">{number(rule.excepted)}</td>
                <td className="right num">{number(rule.depends)}</td>
                <td className="right num">{number(rule.administrators)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
