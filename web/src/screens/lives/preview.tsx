import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/lives.ts';

const kinds: Readonly<Record<string, string>> = {
  give: t('give'),
  take: t('take'),
  transfer: t('transfer'),
  decide: t('decide'),
};

/** What the rules would do with everybody as the estate is now; asked for, since it looks at everybody. */
export function Preview() {
  const [isAsked, setAsked] = useState(false);
  const query = useRoute('lifecycle.preview', { limit: 50 }, { enabled: isAsked });
  return (
    <Card
      title={t('preview')}
      note={t('previewWhy')}
      {...(isAsked ? {} : { end: <Button onPress={() => setAsked(true)}>{t('previewRun')}</Button> })}
    >
      <div aria-live="polite">
        {!isAsked ? null : query.error !== null ? (
          <ErrorState problem={query.error} title={t('previewFailed')} onRetry={() => void query.refetch()} />
        ) : query.data === undefined ? (
          <Skeleton rows={4} />
        ) : query.data.total === 0 ? (
          <p>{t('previewNothing')}</p>
        ) : (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('previewRule')}</th>
                <th scope="col">{t('previewKind')}</th>
                <th scope="col">{t('previewPeople')}</th>
                <th scope="col">{t('previewItems')}</th>
              </tr>
            </thead>
            <tbody>
              {query.data.rules.map(({ rule, kind, people, items }) => (
                <tr key={`${rule} ${kind}`}>
                  <th scope="row" className="mono">
                    {rule}
                  </th>
                  <td>{kinds[kind] ?? kind}</td>
                  <td className="num">{number(people)}</td>
                  <td className="num">{number(items)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Card>
  );
}
