import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/duties.ts';

type Answer = RouteOutput<'duties.check'>;
type Conflict = Answer['conflicts'][number];

/** Who has both, each with the two paths. */
export function Conflicts({
  answer,
  rule,
  onAll,
}: {
  readonly answer: Answer;
  readonly rule: Answer['rules'][number] | undefined;
  readonly onAll: () => void;
}) {
  const { conflicts, total, truncated } = answer;
  return (
    <div aria-live="polite">
      <Card
        title={
          total === 0
            ? t('nobody')
            : t(conflicts.every(({ isSure }) => isSure) ? 'people' : 'mayHave', { count: total })
        }
        {...(rule === undefined ? {} : { end: <Button onPress={onAll}>{t('all')}</Button> })}
      >
        {rule === undefined ? null : <p className="soft">{t('shown', { rule: rule.title })}</p>}
        {total === 0 ? (
          <EmptyState icon="check" title={t('nobody')}>
            {t('nobodyWhy')}
          </EmptyState>
        ) : (
          <ul className="duty-conflicts">
            {conflicts.map((conflict) => (
              <Line
                key={`${conflict.rule} ${conflict.identity.source} ${conflict.identity.key}`}
                conflict={conflict}
              />
            ))}
          </ul>
        )}
        {truncated ? <p className="quiet">{t('cut', { count: conflicts.length, total })}</p> : null}
      </Card>
    </div>
  );
}

function Line({ conflict: { identity, isSure, sides, exception } }: { readonly conflict: Conflict }) {
  const open = sides.flatMap(({ dependsOn }) => dependsOn);
  return (
    <li>
      <p>
        <b>{identity.name}</b>{' '}
        <span className="quiet mono breaks">
          {identity.source} {identity.key}
        </span>{' '}
        {isSure ? <Tag tone="alarm">{t('sure')}</Tag> : <Tag tone="attn">{t('maybe')}</Tag>}
      </p>
      {sides.map(({ duty, account, path }) => (
        <p key={duty} className="duty-path">
          <span>{duty}</span>
          <span className="mono breaks">
            {account.source}: {path.map(({ name }) => name).join(' → ')}
          </span>
        </p>
      ))}
      {open[0] === undefined ? null : <p className="soft">{t('if', { what: open[0] })}</p>}
      {exception === undefined ? null : (
        <p className="soft">
          {t.rich('exception', {
            owner: exception.owner,
            day: <When at={exception.until} />,
            because: exception.because,
          })}
        </p>
      )}
    </li>
  );
}
